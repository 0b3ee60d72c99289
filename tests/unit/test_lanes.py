"""Who may run, who waits and who is sent away; times are told, so nothing here waits."""

import pytest

from server.engines.lanes import (
    BUDGET,
    OWN,
    PATIENCE,
    QUEUE,
    SLOW_PLACES,
    WASTEFUL,
    Lane,
    Lanes,
    Ticket,
)
from server.errors import TooManyRequestsError, UnavailableError
from server.sparql.digest import CRASH


def enter(lanes: Lanes, client: str, now: float = 0.0, shape: str = "") -> Ticket:
    ticket = lanes.enter(client, shape or client, now)
    lanes.grant(now)
    return ticket


def leave(lanes: Lanes, ticket: Ticket, now: float, worked: float | None = None) -> None:
    lanes.leave(ticket, now, worked, crashed=False)
    lanes.grant(now)


def waste(lanes: Lanes, client: str) -> None:
    """Let a client have had a slow query at time 0, that is gone."""
    ticket = enter(lanes, client, 0.0, f"{client} was slow")
    assert lanes.move(ticket, 0.0)
    leave(lanes, ticket, 0.0)
    assert lanes.taken(client, 0.0) > WASTEFUL


def test_places_first_then_the_queue_in_order() -> None:
    lanes = Lanes(2)
    first, second, third, fourth = (enter(lanes, name) for name in "abcd")
    assert [t.placed for t in (first, second, third, fourth)] == [True, True, False, False]
    assert lanes.pressed() and not third.call.is_set()
    leave(lanes, first, 0.01)
    assert third.placed and third.call.is_set() and not fourth.placed
    leave(lanes, second, 0.01)
    assert fourth.placed and not lanes.pressed()


def test_a_slow_query_moves_and_the_quick_lane_has_its_place_back() -> None:
    lanes = Lanes(1)
    slow, waiting = enter(lanes, "a"), enter(lanes, "b")
    assert lanes.move(slow, 0.3)
    lanes.grant(0.3)
    assert slow.lane is Lane.SLOW and slow.placed and waiting.placed


def test_a_client_has_one_slow_place_and_the_lane_a_few() -> None:
    lanes = Lanes(4)
    mine, other, third = enter(lanes, "a"), enter(lanes, "a"), enter(lanes, "b")
    assert lanes.move(mine, 0.3)
    assert not lanes.move(other, 0.3)
    assert not other.placed and other.sent_away is None
    assert lanes.move(third, 0.3)
    assert SLOW_PLACES == 2
    fourth = enter(lanes, "c", 0.3)
    assert not lanes.move(fourth, 0.6)
    leave(lanes, mine, 1.0)
    # "a" and "c" both wait; "c" took less, so it goes first.
    assert fourth.placed and not other.placed


def test_who_took_least_goes_first() -> None:
    lanes = Lanes(2)
    waste(lanes, "greedy")
    running = [enter(lanes, "x"), enter(lanes, "y")]
    late = [enter(lanes, "greedy", 0.1), enter(lanes, "modest", 0.2)]
    leave(lanes, running[0], 0.3)
    assert [t.placed for t in late] == [False, True]


def test_the_wasteful_never_have_the_whole_quick_lane() -> None:
    lanes = Lanes(2)
    for client in ("a", "b"):
        waste(lanes, client)
    held = [enter(lanes, client) for client in ("a", "b", "a")]
    assert [t.placed for t in held] == [True, False, False]
    assert enter(lanes, "modest").placed
    # What was taken is forgotten in time.
    assert enter(Lanes(2), "a", 600.0).placed
    assert lanes.taken("a", 600.0) < WASTEFUL


def test_a_modest_client_may_have_the_whole_quick_lane() -> None:
    lanes = Lanes(3)
    assert all(enter(lanes, "a").placed for _ in range(3))


def test_a_budget_per_minute_and_when_to_come_back() -> None:
    lanes = Lanes(1)
    now = 0.0
    for _ in range(3):
        ticket = enter(lanes, "a", now)
        if ticket.lane is Lane.QUICK:
            assert lanes.move(ticket, now)
        now += 20
        leave(lanes, ticket, now)
    assert lanes.used("a", now) > BUDGET
    with pytest.raises(TooManyRequestsError) as refused:
        enter(lanes, "a", now, "another shape")
    later = refused.value.retry_after
    assert refused.value.status == 429 and 0 < later < 60
    assert enter(lanes, "b", now).placed
    assert enter(lanes, "a", now + later, "another shape")


def test_beyond_the_budget_what_is_known_to_be_quick_still_runs() -> None:
    lanes = Lanes(1)
    leave(lanes, enter(lanes, "friend", 0.0, "small"), 0.001, 0.001)
    slow = enter(lanes, "office", 0.0, "big")
    assert lanes.move(slow, 0.0)
    leave(lanes, slow, 2 * BUDGET)
    with pytest.raises(TooManyRequestsError):
        enter(lanes, "office", 2 * BUDGET, "unknown")
    assert enter(lanes, "office", 2 * BUDGET, "small").placed


def test_many_small_queries_cost_nothing() -> None:
    lanes = Lanes(1)
    for i in range(10_000):
        leave(lanes, enter(lanes, "a", i / 1000, "small"), i / 1000 + 0.001, 0.001)
    assert lanes.used("a", 10.0) == lanes.taken("a", 10.0) == 0


def test_a_full_queue_sends_the_greediest_away() -> None:
    lanes = Lanes(2)
    waste(lanes, "greedy")
    running = [enter(lanes, "x"), enter(lanes, "y")]
    greedy = enter(lanes, "greedy", 0.0)
    others = [enter(lanes, f"client {i}") for i in range(QUEUE[Lane.QUICK] - 1)]
    assert all(t.placed for t in running) and greedy.sent_away is None
    newcomer = enter(lanes, "newcomer", 1.0)
    assert greedy.sent_away is not None and greedy.call.is_set()
    assert greedy.sent_away.status == 503 and greedy.sent_away.retry_after > 0
    assert not any(t.sent_away for t in (*others, newcomer))
    with pytest.raises(UnavailableError, match="wachten te veel"):
        enter(lanes, "last", 2.0)
    leave(lanes, greedy, 2.0)  # leaving twice or unplaced harms nobody


def test_one_client_does_not_fill_the_queue() -> None:
    lanes = Lanes(1)
    with pytest.raises(TooManyRequestsError, match="dit adres"):
        for number in range(QUEUE[Lane.QUICK]):
            enter(lanes, "a", number / 1000)
    assert enter(lanes, "b").sent_away is None


def test_who_lost_his_place_and_finds_the_slow_queue_full_hears_it() -> None:
    lanes = Lanes(40)
    tickets = [enter(lanes, f"client {i}") for i in range(SLOW_PLACES + QUEUE[Lane.SLOW] + 1)]
    moved = [lanes.move(ticket, 0.3) for ticket in tickets]
    assert sum(moved) == SLOW_PLACES
    away = [t for t in tickets if t.sent_away is not None]
    assert len(away) == 1 and away[0].call.is_set()


def test_a_shape_that_was_slow_starts_in_the_slow_lane_until_it_is_quick() -> None:
    lanes = Lanes(2)
    leave(lanes, enter(lanes, "a", 0.0, "s"), 1.0)
    again = enter(lanes, "b", 1.0, "s")
    assert again.lane is Lane.SLOW and again.placed
    leave(lanes, again, 9.0, worked=0.01)  # long on the clock, short of work: a busy machine
    assert enter(lanes, "c", 9.0, "s").lane is Lane.QUICK


def test_a_shape_that_crashes_waits_behind_others() -> None:
    lanes = Lanes(1)
    bomb = enter(lanes, "a", 0.0, "bomb")
    lanes.leave(bomb, 0.01, None, crashed=True)
    slow = enter(lanes, "a", 0.0, "slow")
    leave(lanes, slow, 1.0)
    held = [enter(lanes, name, 2.0, "slow") for name in ("b", "c")]
    assert all(t.placed and t.lane is Lane.SLOW for t in held)
    early, late = enter(lanes, "d", 3.0, "bomb"), enter(lanes, "e", 4.0, "slow")
    leave(lanes, held[0], 5.0)
    assert CRASH > 1 and late.placed and not early.placed


def test_behind_one_address_what_is_known_to_be_quick_goes_first() -> None:
    lanes = Lanes(2)
    leave(lanes, enter(lanes, "x", 0.0, "small"), 0.001, 0.001)
    waste(lanes, "office")
    running = [enter(lanes, "office", 0.1, "one"), enter(lanes, "office", 0.1, "small")]
    assert all(t.placed for t in running)
    crowd = [enter(lanes, "office", 0.2 + i / 1000, f"shape {i}") for i in range(OWN[Lane.QUICK])]
    small = enter(lanes, "office", 0.3, "small")
    # One of the crowd made room in the queue, and the small one has the first place.
    assert [t for t in crowd if t.sent_away] == [crowd[-1]]
    leave(lanes, running[1], 0.4, 0.001)
    assert small.placed and not any(t.placed for t in crowd)


def test_patience_is_bounded_in_each_lane() -> None:
    lanes = Lanes(1)
    enter(lanes, "a")
    ticket = enter(lanes, "b", 5.0)
    assert lanes.patience(ticket, 5.0) == PATIENCE[Lane.QUICK]
    assert lanes.patience(ticket, 9.0) < 0


def test_who_used_up_his_share_is_not_spared() -> None:
    """Whoever is not looked at query by query would not be sent away."""
    lanes = Lanes(2)
    lanes.charge("a", BUDGET + 1, 0.0)
    lanes.charge("b", BUDGET / 2, 0.0)
    assert [lanes.spares(name, 0.0) for name in "abc"] == [False, True, True]
    assert lanes.spares("a", 600.0)

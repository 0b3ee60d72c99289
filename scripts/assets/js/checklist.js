// Checklist: what is ticked stands in the address after `#`, so that it can be kept and passed on.
//
// Nothing of it goes to the server: browsers do not send that part. `data-checklist` is how the
// count of a list is said, with `{}` for each number.

const MARK = "#gedaan=";

/** Makes the lists of a page that ask for it remember what is ticked. */
export function checklists(root) {
  const lists = [...root.querySelectorAll("[data-checklist]")];
  const boxes = lists.map((list) => [...list.querySelectorAll("input[type=checkbox]")]);
  if (location.hash.startsWith(MARK)) {
    const kept = new Set(location.hash.slice(MARK.length).split(","));
    for (const box of boxes.flat()) box.checked = kept.has(box.value);
  }
  lists.forEach((list, at) => {
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    list.before(said);
    const count = () => {
      const numbers = [boxes[at].filter((box) => box.checked).length, boxes[at].length];
      said.textContent = list.dataset.checklist.replace(/\{\}/g, () => numbers.shift());
    };
    list.addEventListener("change", () => {
      count();
      const done = boxes.flat().filter((box) => box.checked).map((box) => box.value);
      const bare = location.pathname + location.search;
      history.replaceState(null, "", done.length ? MARK + done.join(",") : bare);
    });
    count();
  });
}

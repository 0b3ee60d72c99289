// Suggest: a search field lists what was perhaps meant, as a combobox with a listbox popup.
//
// `data-suggest` on a form is where suggestions come from, asked with all that the form holds, so
// that what is listed is what searching would find. The keys are those of the ARIA Authoring
// Practices for an editable combobox whose list completes what is typed, nothing chosen
// beforehand; an option leads to the page of the thing. Where nothing comes in time the form is
// what it was.

/** Fewer letters would list half of everything. */
const LETTERS = 2;
/** Milliseconds without a key before anything is asked, and for an answer to come. */
const PAUSE = 150;
const PATIENCE = 1500;

/** Makes a combobox of the text field of every form that asks for it. */
export function suggestions(root) {
  if (navigator.connection?.saveData) return;
  for (const form of root.querySelectorAll("form[data-suggest]")) combobox(form);
}

function combobox(form) {
  const input = form.querySelector("input[type=search]");
  const list = made("div", { id: `${input.id}-list`, role: "listbox", class: "suggestions" });
  const status = made("span", { role: "status", class: "hidden" });
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  // A field for searching may have no other role, and Escape would empty it.
  input.type = "text";
  input.enterKeyHint = "search";
  const popup = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  give(input, { ...popup, "aria-controls": list.id, autocomplete: "off" });
  form.append(list, status);

  let options = [];
  let active = -1;
  let asking = null;
  let waiting = 0;

  function show(open) {
    list.hidden = !open || !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) choose(-1);
  }

  function choose(number) {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function fill(groups) {
    choose(-1);
    list.replaceChildren(...groups.map((group, number) => section(group, `${list.id}-${number}`)));
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, number) => give(option, { id: `${list.id}-option-${number}` }));
  }

  function empty() {
    fill([]);
    show(false);
    status.textContent = "";
  }

  function forget() {
    clearTimeout(waiting);
    asking?.abort();
  }

  async function ask(text) {
    asking = new AbortController();
    const { signal } = asking;
    const late = setTimeout(() => asking.abort(), PATIENCE);
    let found = { groups: [], status: "" };
    try {
      const asked = new URLSearchParams(new FormData(form));
      asked.set(input.name, text);
      const answer = await fetch(`${form.dataset.suggest}?${asked}`, { signal });
      if (answer.ok) found = await answer.json();
    } catch {
      // No connection, or too late: no suggestions.
    }
    clearTimeout(late);
    if (input.value.trim() !== text || document.activeElement !== input) return;
    fill(found.groups);
    show(true);
    status.textContent = found.status;
  }

  input.addEventListener("input", () => {
    forget();
    const text = input.value.trim();
    choose(-1);
    if (text.length >= LETTERS) {
      waiting = setTimeout(ask, PAUSE, text);
    } else {
      empty();
    }
  });
  // What another field says now, the list was not asked for.
  form.addEventListener("change", ({ target }) => target !== input && empty());

  /** What each key does where it does something: true, and it is not typed. */
  const keys = {
    ArrowDown: () => {
      show(true);
      choose(active + 1 < options.length ? active + 1 : -1);
      return true;
    },
    ArrowUp: () => {
      show(true);
      choose(active < 0 ? options.length - 1 : active - 1);
      return true;
    },
    Home: () => active >= 0 && (choose(0), true),
    End: () => active >= 0 && (choose(options.length - 1), true),
    Enter: () => active >= 0 && (options[active].click(), true),
    Escape: () => !list.hidden && (forget(), show(false), true),
    ArrowLeft: () => choose(-1),
    ArrowRight: () => choose(-1),
    Tab: () => show(false),
  };
  const withAlt = { ArrowDown: () => (show(true), true), ArrowUp: () => (show(false), true) };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const done = (event.altKey ? withAlt : keys)[event.key]?.();
    if (done) event.preventDefault();
  });
  input.addEventListener("blur", () => {
    forget();
    show(false);
  });
  // A press on the list takes no focus from the field, which would close it before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

/** One kind of thing in the list: its name, and its things as links. */
function section(group, id) {
  const box = made("div", { role: "group", "aria-labelledby": id });
  const head = made("div", { id, class: "head", role: "presentation" });
  head.textContent = group.name;
  box.append(head);
  for (const { name, lang, href, note } of group.options) {
    const option = made("a", { role: "option", href, tabindex: "-1", "aria-selected": "false" });
    const text = made("span", lang ? { lang } : {});
    text.textContent = name;
    option.append(text);
    if (note) {
      const more = made("span", { class: "note" });
      more.textContent = note;
      option.append(" ", more);
    }
    box.append(option);
  }
  return box;
}

function made(name, attributes) {
  return give(document.createElement(name), attributes);
}

function give(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

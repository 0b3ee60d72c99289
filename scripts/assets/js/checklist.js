// Checklist: what is ticked stands in the address after `#`, so that it can be kept and passed on.
//
// Nothing of it goes to the server: browsers do not send that part. `data-checklist` is how the
// count is said, with `{}` for each number.

const MARK = "#gedaan=";

/** Makes every list that asks for it remember what is ticked. */
export function checklists(root) {
  for (const list of root.querySelectorAll("[data-checklist]")) {
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    list.before(count);
    const tell = () => {
      const done = boxes.filter((box) => box.checked);
      const numbers = [done.length, boxes.length];
      count.textContent = list.dataset.checklist.replace(/\{\}/g, () => numbers.shift());
      return done.map((box) => box.value);
    };
    if (location.hash.startsWith(MARK)) {
      const kept = new Set(location.hash.slice(MARK.length).split(","));
      for (const box of boxes) box.checked = kept.has(box.value);
    }
    list.addEventListener("change", () => {
      const done = tell();
      history.replaceState(null, "", done.length ? MARK + done.join(",") : location.pathname + location.search);
    });
    tell();
  }
}

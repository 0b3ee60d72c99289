// Copy: a button after each element with `data-copy`, whose text it puts on the clipboard.
//
// `data-copy` is what the button says, `data-copied` what is said once it is done.

/** Gives every element of a page that asks for it its button. */
export function copyButtons(root) {
  if (!navigator.clipboard) return; // only where the page came over https, or from this machine
  for (const source of root.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = source.dataset.copy;
    const said = document.createElement("span");
    said.className = "copied";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.href ?? source.value ?? source.textContent.trim());
      said.textContent = source.dataset.copied;
    });
    source.after(button, said);
  }
}

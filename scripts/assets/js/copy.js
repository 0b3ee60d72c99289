/* Copy: a button with data-copy="id" copies the text of that element, and says that it did.
   Without a script, or without leave to copy, there is no button. */
export function copyButtons(root = document) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const found = document.getElementById(button.dataset.copy);
      const text = found.textContent.trim();
      await navigator.clipboard.writeText(found.closest("pre") ? text : text.replace(/\s+/g, " "));
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}

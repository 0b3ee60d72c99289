// Host: a request that a page shows goes to the copy that the reader is looking at.
//
// A page names the lasting addresses, under `data-base`; a copy elsewhere answers the same paths.

/** Puts the address of this copy in the place of the base, where the page is not under that. */
export function thisHost(root) {
  for (const place of root.querySelectorAll("[data-base]")) {
    const { base } = place.dataset;
    if (location.href.startsWith(base)) continue;
    place.textContent = place.textContent.replaceAll(base, `${location.origin}/`);
  }
}

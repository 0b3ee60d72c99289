// Host: a request that a page shows goes to the copy that the reader is looking at.
//
// A page names the lasting address: `data-path` under `data-base`. A copy elsewhere answers the same
// path. What a query itself names stays as it is.

/** Puts the address of this copy in the place of the base, where the page is not under that. */
export function thisHost(root) {
  for (const place of root.querySelectorAll("[data-base]")) {
    const { base, path } = place.dataset;
    if (location.href.startsWith(base)) continue;
    place.textContent = place.textContent.replaceAll(base + path.slice(1), location.origin + path);
  }
}

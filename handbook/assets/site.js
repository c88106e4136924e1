// What the theme makes with scripts and leaves without a name, or out of reach of a keyboard.
const mend = () => {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  for (const scrolled of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
    scrolled.tabIndex = 0;
  }
};
mend();
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });

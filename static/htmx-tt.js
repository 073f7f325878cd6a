// Served in one file with htmx, after it: gives htmx a Trusted Types policy and turns its eval features off. The content
// security policy forbids them anyway; this way a slip shows as an error here, since an arrow function is no constructor.
htmx.registerExtension('tt', { init(api) {
  const rules = { createHTML: (html) => html, createScript: () => '' };
  const off = () => {};
  api.initSecurity(globalThis.trustedTypes?.createPolicy('htmx', rules) ?? rules, off, off);
} });

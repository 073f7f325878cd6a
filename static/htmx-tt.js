// Served in one file with htmx, after it: gives htmx a Trusted Types policy and turns its eval features off
// (the content security policy forbids them anyway; this way a slip shows as an error of ours).
htmx.registerExtension('tt', { init(api) {
  const off = function () { throw new Error('htmx: eval is off'); };
  const rules = { createHTML: (html) => html, createScript: () => '' };
  api.initSecurity(globalThis.trustedTypes?.createPolicy('htmx', rules) ?? rules, off, off);
} });

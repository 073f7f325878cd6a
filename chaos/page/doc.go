// Package page is what a reader's screen shows, as a model without a browser: a page with live.js by the page's own rules
// ([Screen]), and the endless page that needs no script by those of its styles ([Stream]). It is written against the
// HTML that goes over the wire and knows nothing of the program that sends it. Its tests hold it against live.js itself.
package page

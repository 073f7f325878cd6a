// Package e2e holds the tests that stand where people stand: the program itself, as processes, with the databases, the load
// balancer and the browsers that it is used with.
//
// A place is set up as its first administrator would, and people are accounts with a session, who act over HTTP or in a browser
// that is theirs alone. What a test expects on a page is read from the database itself. Nothing waits for a time to pass: each
// wait is for something to be so, with a limit.
package e2e

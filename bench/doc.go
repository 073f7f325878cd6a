// Package bench measures Parley against the limit of the machine it runs on: what a
// bare Go loop does that writes the same bytes to the same sockets, or serves the
// same bytes. It has no code of its own to import; ./task bench runs its tests,
// and README.md tells what each row means.
package bench

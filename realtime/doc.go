// Package realtime brings what happens in a room to every page that has it
// open, on this replica and on all others, in bytes and room ids. It knows
// neither pages nor SQL: what it sends is rendered by functions it is given,
// and what it missed is read by them too.
//
// The promise (delivery): every change of a room reaches every viewer exactly
// once and in order, whatever the broker loses. A frame is an interval of the
// room's revisions; a hub and each viewer hold a cursor; what is at or below
// the cursor is dropped, and a gap is filled from the database.
package realtime

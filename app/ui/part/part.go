// Package part holds the theme, the layout and the parts of the field kit's window: buttons, rows, pills, fields, dialogs, the
// signature pad. A part draws what it is told and calls back; it knows nothing about people, clips or consents, and every word on it
// comes from the caller. Sizes are in dp, colours are theme colour names, and a part redraws itself when the theme changes.
//
// Parts follow the theme of the place they stand in, so a screen inside [Light] is light whatever the crew picked.
// All calls belong on Fyne's own goroutine.
package part

// Package part holds the theme, the layout and the parts of the field kit's window: buttons, rows, pills, fields, dialogs, the
// signature pad. A part draws what it is told and calls back; it knows nothing about people, clips or consents, and every word on it
// comes from the caller. Sizes are in dp, colours are theme colour names, and a part redraws itself when the theme changes.
//
// Parts follow the theme of the place they stand in, so a screen inside [Light] is light whatever the crew picked.
// All calls belong on Fyne's own goroutine.
//
// # Building a screen
//
// A screen is a tree of [Column], [Line], [FullLine], [Equal], [Cells], [Wrapping], [Beside] and [Pair], with [Grow] for what takes the room
// that is left and [Pad], [Fixed], [MaxWidth], [Center] around single objects. These know the height of text at a width ([HeightFor]);
// Fyne's own boxes do not, so do not mix them in above wrapped text. What may be too high goes into a [Scroll], long lists into [NewList]
// or [NewGrid]. [NewScreen] builds a screen anew when the frame ([Shell]) changes between phone, tablet and wide. A [Stage] around a
// screen shows toasts, a [Dialog] opens over the window.
//
// Setters of parts redraw the part. A setter that changes how much room a part needs also needs a Refresh of the container around it.
package part

// Package flow is what a crew does with the kit, without a screen: signing,
// tagging, ingesting, asking what is cleared. The window and the commands both
// stand on it. It hands out plain values with codes and arguments; the words
// are the screen's.
package flow

// Package ui draws what a crew does. Its screens show what the flows know and
// call them back; they decide nothing. It stands on the parts of app/ui/part,
// and only the main package opens the real window.
package ui

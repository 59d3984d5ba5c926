// Package consent knows who agreed to what, for whom, and whether it holds at
// a given moment. It imports nothing of ours, and no network, files or database.
package consent

// Package web is the producers' pages: what came in, who may be used for what,
// and what has to be done about the rest. Pages are made on the server and work
// without script.
//
// Every route stands in one table with the least role that may use it, and
// every view of personal data is written down before it is shown.
package web

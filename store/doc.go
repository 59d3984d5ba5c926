// Package store keeps sealed statements and answers questions about them. It
// is the only place with bbolt.
//
// Nothing it writes is readable without the store key, and nothing is called
// saved before it is on the disk: statement, blobs, indexes and views enter in
// one transaction that ends with an fsync. Views are the results of folds over
// the statements about one subject; they can always be rebuilt (Reindex).
package store

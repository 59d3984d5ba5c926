package offload

import "golang.org/x/sys/unix"

func isFAT(s *unix.Statfs_t) bool { return unix.ByteSliceToString(s.Fstypename[:]) == "msdos" }

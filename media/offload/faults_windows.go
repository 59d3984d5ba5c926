package offload

import "golang.org/x/sys/windows"

// fullErrors and goneErrors are what writing to a full and to a pulled disk answers.
var (
	fullErrors = []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED}
	goneErrors = []error{
		windows.ERROR_NOT_READY, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_DEVICE_NOT_CONNECTED, windows.ERROR_IO_DEVICE,
		windows.ERROR_NO_SUCH_DEVICE, windows.ERROR_WRITE_PROTECT, windows.ERROR_NO_MEDIA_IN_DRIVE, windows.ERROR_FILE_INVALID,
	}
)

/* Locks that always succeed and lock nothing, as on some network file systems. For LD_PRELOAD. */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

int flock(int descriptor, int operation) {
    (void)descriptor;
    (void)operation;
    return 0;
}

int lockf(int descriptor, int command, off_t length) {
    (void)descriptor;
    (void)command;
    (void)length;
    return 0;
}

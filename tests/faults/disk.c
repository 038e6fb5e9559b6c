/* The disk of one process, watched: every change to the files of a folder is counted, and written
 * down, refused or answered with a kill where a test asks for it. Loaded with LD_PRELOAD; it does
 * nothing until `watch_disk` is called. The layout of `struct control` and of a record is that of
 * disk.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATE = 1, WRITE = 2, TRUNCATE = 4, SYNC = 8, SYNC_FOLDER = 16, RENAME = 32,
            REMOVE = 64, FOLDER = 128 };

struct control {
    int64_t happened;  /* changes so far */
    int64_t matched;   /* of those, since armed, the ones that are meant */
    int64_t refused;   /* of those, the ones that were refused */
    int64_t from;      /* the first matching one that is met, from 1; 0 is none */
    int64_t times;     /* how many are met; negative: all that follow */
    int32_t error;     /* what they are told; 0 kills the process and its loader instead */
    uint32_t kinds;    /* which kinds are meant */
    char part[64];     /* what the path of those that are meant contains, from the folder on; with a
                          "$" at its end, what it ends with */
};

struct record {
    uint32_t kind;
    int32_t error;
    int64_t inode, offset, length;
    uint32_t path, other, data;
    uint32_t unused;
};

static struct control *control;
static int trace = -1;
static char folder[PATH_MAX];
static size_t folder_length;
static char *names[65536];
static pthread_mutex_t one_by_one = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t really_write(int file, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(file, bytes, count);
}

static int really_open(const char *path, int flags, mode_t mode) {
    REAL(int, "open64", const char *, int, ...);
    return real(path, flags | O_CLOEXEC, mode);
}

/* Begin to watch the files below a folder. `into` is where records go; NULL writes none. */
int watch_disk(const char *below, const char *controls, const char *into) {
    int file = really_open(controls, O_RDWR, 0);
    if (file < 0) return -1;
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (control == MAP_FAILED) return -1;
    if (into) trace = really_open(into, O_WRONLY | O_CREAT | O_APPEND, 0600);
    strncpy(folder, below, sizeof folder - 1);
    folder_length = strlen(folder);
    return 0;
}

static int is_below(const char *path) {
    return folder_length && !strncmp(path, folder, folder_length) &&
           (path[folder_length] == '/' || !path[folder_length]);
}

/* The path a call names, whole; empty where it is none of ours. */
static const char *whole(int at, const char *path, char *into) {
    into[0] = 0;
    if (!folder_length) return into;
    if (path[0] == '/') {
        snprintf(into, PATH_MAX, "%s", path);
    } else {
        char link[64], base[PATH_MAX / 2];
        snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
        ssize_t length = readlink(link, base, sizeof base - 1);
        base[length < 0 ? 0 : length] = 0;
        snprintf(into, PATH_MAX, "%s/%s", base, path);
    }
    if (!is_below(into)) into[0] = 0;
    return into;
}

static const char *name_of(int file) {
    return file >= 0 && file < 65536 && names[file] ? names[file] : "";
}

static int64_t inode_of(int file) {
    struct stat status;
    return fstat(file, &status) ? 0 : (int64_t)status.st_ino;
}

static int64_t inode_at(const char *path) {
    struct stat status;
    return stat(path, &status) ? 0 : (int64_t)status.st_ino;
}

static void note(enum kind kind, int error, int64_t inode, int64_t offset, int64_t length,
                 const char *path, const char *other, const void *data, size_t size) {
    control->happened++;
    if (trace < 0) return;
    const char *from = path + (*path ? folder_length : 0), *to = other ? other + folder_length : "";
    struct record record = {kind, error, inode, offset, length, strlen(from), strlen(to), size, 0};
    struct iovec parts[] = {{&record, sizeof record}, {(void *)from, record.path},
                            {(void *)to, record.other}, {(void *)data, size}};
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (real(trace, parts, 4) < 0) abort();
}

static int is_meant(const char *path) {
    size_t part = strlen(control->part), length = strlen(path);
    if (!part || control->part[part - 1] != '$') return strstr(path, control->part) != NULL;
    return length >= part - 1 && !strncmp(path + length - (part - 1), control->part, part - 1);
}

/* Whether a change is refused: with which error. A kill does not come back. */
static int refusal(enum kind kind, const char *path) {
    if (!control->from || !(control->kinds & kind) || !is_meant(path + folder_length)) return 0;
    int64_t number = ++control->matched;
    if (number < control->from) return 0;
    if (control->times >= 0 && number >= control->from + control->times) return 0;
    if (!control->error) kill(0, SIGKILL);
    control->refused++;
    return control->error;
}

#define ENTER pthread_mutex_lock(&one_by_one)
#define LEAVE(result) do { int kept = errno; pthread_mutex_unlock(&one_by_one); errno = kept; \
    return (result); } while (0)

typedef ssize_t (*writing)(int, const void *, size_t, int64_t);

static ssize_t write_there(int file, const void *bytes, size_t count, int64_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return offset < 0 ? really_write(file, bytes, count) : real(file, bytes, count, offset);
}

static ssize_t watched_write(int file, const void *bytes, size_t count, int64_t offset) {
    if (!*name_of(file)) return write_there(file, bytes, count, offset);
    ENTER;
    int error = refusal(WRITE, name_of(file));
    /* What is full takes a part first, and says no when it is asked for the rest. */
    if (error == ENOSPC && control->refused == 1 && count > 1) count /= 2, error = 0;
    if (error) { errno = error; LEAVE(-1); }
    int64_t place = offset;
    if (offset < 0) {
        int flags = fcntl(file, F_GETFL);
        place = lseek(file, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
    }
    ssize_t done = write_there(file, bytes, count, offset);
    if (done > 0)
        note(WRITE, 0, inode_of(file), place, done, name_of(file), NULL, bytes, done);
    LEAVE(done);
}

ssize_t write(int file, const void *bytes, size_t count) {
    return watched_write(file, bytes, count, -1);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    return watched_write(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    return watched_write(file, bytes, count, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (!*name_of(file)) return real(file, parts, count);
    ssize_t all = 0;
    for (int part = 0; part < count; part++) {
        ssize_t done = write(file, parts[part].iov_base, parts[part].iov_len);
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[part].iov_len) break;
    }
    return all;
}

static int watched_truncate(int file, int64_t length) {
    REAL(int, "ftruncate64", int, off64_t);
    if (!*name_of(file)) return real(file, length);
    ENTER;
    int error = refusal(TRUNCATE, name_of(file));
    if (error) { errno = error; LEAVE(-1); }
    int result = real(file, length);
    if (!result) note(TRUNCATE, 0, inode_of(file), 0, length, name_of(file), NULL, NULL, 0);
    LEAVE(result);
}

int ftruncate(int file, off_t length) { return watched_truncate(file, length); }
int ftruncate64(int file, off64_t length) { return watched_truncate(file, length); }

/* Room is taken by writing: what asks for it before is told that this cannot be had. */
int posix_fallocate(int file, off_t offset, off_t length) {
    REAL(int, "posix_fallocate", int, off_t, off_t);
    return *name_of(file) ? EOPNOTSUPP : real(file, offset, length);
}
int posix_fallocate64(int file, off64_t offset, off64_t length) {
    REAL(int, "posix_fallocate64", int, off64_t, off64_t);
    return *name_of(file) ? EOPNOTSUPP : real(file, offset, length);
}
int fallocate(int file, int mode, off_t offset, off_t length) {
    REAL(int, "fallocate", int, int, off_t, off_t);
    if (*name_of(file)) { errno = EOPNOTSUPP; return -1; }
    return real(file, mode, offset, length);
}
int fallocate64(int file, int mode, off64_t offset, off64_t length) {
    REAL(int, "fallocate64", int, int, off64_t, off64_t);
    if (*name_of(file)) { errno = EOPNOTSUPP; return -1; }
    return real(file, mode, offset, length);
}

static int watched_sync(int file, int (*real)(int)) {
    if (!*name_of(file)) return real(file);
    ENTER;
    struct stat status;
    enum kind kind = !fstat(file, &status) && S_ISDIR(status.st_mode) ? SYNC_FOLDER : SYNC;
    int error = refusal(kind, name_of(file));
    note(kind, error, inode_of(file), 0, 0, name_of(file), NULL, NULL, 0);
    if (error) { errno = error; LEAVE(-1); }
    LEAVE(real(file));
}

int fsync(int file) {
    REAL(int, "fsync", int);
    return watched_sync(file, real);
}

int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    return watched_sync(file, real);
}

static int watched_open(int at, const char *path, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    char place[PATH_MAX];
    if (!*whole(at, path, place)) return real(at, path, flags, mode);
    ENTER;
    int is_new = (flags & O_CREAT) && access(place, F_OK);
    int error = is_new ? refusal(CREATE, place) : 0;
    if (error) { errno = error; LEAVE(-1); }
    int file = real(at, path, flags, mode);
    if (file >= 0 && file < 65536) {
        free(names[file]);
        names[file] = strdup(place);
        if (is_new) note(CREATE, 0, inode_of(file), 0, 0, place, NULL, NULL, 0);
        else if (flags & O_TRUNC) note(TRUNCATE, 0, inode_of(file), 0, 0, place, NULL, NULL, 0);
    }
    LEAVE(file);
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { \
    va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE return watched_open(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return watched_open(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return watched_open(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE return watched_open(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return watched_open(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return watched_open(AT_FDCWD, path, flags, 0); }

int close(int file) {
    REAL(int, "close", int);
    if (!*name_of(file)) return real(file);
    ENTER;
    free(names[file]);
    names[file] = NULL;
    LEAVE(real(file));
}

static int watched_rename(int at, const char *old, int to, const char *new) {
    REAL(int, "renameat", int, const char *, int, const char *);
    char from[PATH_MAX], place[PATH_MAX];
    whole(at, old, from);
    if (!*whole(to, new, place) || !*from) return real(at, old, to, new);
    ENTER;
    int error = refusal(RENAME, place);
    if (error) { errno = error; LEAVE(-1); }
    int64_t inode = inode_at(from);
    int result = real(at, old, to, new);
    if (!result) note(RENAME, 0, inode, 0, 0, from, place, NULL, 0);
    LEAVE(result);
}

int rename(const char *old, const char *new) { return watched_rename(AT_FDCWD, old, AT_FDCWD, new); }
int renameat(int at, const char *old, int to, const char *new) { return watched_rename(at, old, to, new); }

static int watched_remove(int at, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char place[PATH_MAX];
    if (!*whole(at, path, place)) return real(at, path, flags);
    ENTER;
    int error = refusal(REMOVE, place);
    if (error) { errno = error; LEAVE(-1); }
    int result = real(at, path, flags);
    if (!result) note(REMOVE, 0, 0, 0, 0, place, NULL, NULL, 0);
    LEAVE(result);
}

int unlink(const char *path) { return watched_remove(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return watched_remove(at, path, flags); }
int rmdir(const char *path) { return watched_remove(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
    struct stat status;
    int is_folder = !lstat(path, &status) && S_ISDIR(status.st_mode);
    return watched_remove(AT_FDCWD, path, is_folder ? AT_REMOVEDIR : 0);
}

static int watched_mkdir(int at, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    char place[PATH_MAX];
    if (!*whole(at, path, place)) return real(at, path, mode);
    ENTER;
    int error = refusal(FOLDER, place);
    if (error) { errno = error; LEAVE(-1); }
    int result = real(at, path, mode);
    if (!result) note(FOLDER, 0, inode_at(place), 0, 0, place, NULL, NULL, 0);
    LEAVE(result);
}

int mkdir(const char *path, mode_t mode) { return watched_mkdir(AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return watched_mkdir(at, path, mode); }

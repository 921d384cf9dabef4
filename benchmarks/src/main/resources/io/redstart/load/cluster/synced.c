// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Preloaded into a process (LD_PRELOAD), this library records what a power cut would leave of the
// files below SYNCED_FOLDER, and makes syncs and writes below it fail or stall.
//
// SYNCED_LOG gets a line after each successful fsync or fdatasync, by inode and time of birth
// (inodes are reused):
//   S <inode> <birth> <size>   the file is durable up to this size, that before the sync
//   L <inode> <birth>          a folder was synced, and the entry of this file with it
// SYNCED_FAULTS is a folder in which the tester creates files:
//   eio, stall   fail the next sync of a file, or delay it by 5 s; the library deletes the file
//   enospc       writes fail while it exists
// Everything else counts as not durable: sync_file_range, O_DSYNC, msync.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int below_folder(int fd, char *path, size_t size) {
  const char *folder = getenv("SYNCED_FOLDER");
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = folder ? readlink(link, path, size - 1) : -1;
  if (length < 0) return 0;
  path[length] = 0;
  size_t prefix = strlen(folder);
  return !strncmp(path, folder, prefix) && (path[prefix] == '/' || !path[prefix]);
}

static int fault(const char *name, int take) {
  const char *folder = getenv("SYNCED_FAULTS");
  char path[4096];
  if (!folder) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return (take ? unlink(path) : access(path, F_OK)) == 0;
}

static void identity(FILE *out, char kind, const struct statx *of) {
  fprintf(out, "%c %llu %lld.%09u", kind, (unsigned long long)of->stx_ino,
          (long long)of->stx_btime.tv_sec, of->stx_btime.tv_nsec);
}

static void list_folder(FILE *out, const char *path) {
  DIR *folder = opendir(path);
  struct dirent *entry;
  while (folder && (entry = readdir(folder))) {
    struct statx file;
    if (!statx(dirfd(folder), entry->d_name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &file)
        && S_ISREG(file.stx_mode)) {
      identity(out, 'L', &file);
      fputc('\n', out);
    }
  }
  if (folder) closedir(folder);
}

static int synced(long call, int fd) {
  char path[4096];
  struct statx file;
  if (!below_folder(fd, path, sizeof path)
      || statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &file))
    return syscall(call, fd);
  char *lines = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&lines, &size);
  if (S_ISDIR(file.stx_mode)) {
    list_folder(out, path);
  } else {
    identity(out, 'S', &file);
    fprintf(out, " %llu\n", (unsigned long long)file.stx_size);
    if (fault("stall", 1)) sleep(5);
    if (fault("eio", 1)) {
      fclose(out);
      free(lines);
      errno = EIO;
      return -1;
    }
  }
  fclose(out);
  int result = syscall(call, fd);
  if (!result) {
    int log = open(getenv("SYNCED_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0 || syscall(SYS_write, log, lines, size) != (ssize_t)size) abort();
    close(log);
  }
  free(lines);
  return result;
}

static int full(int fd) {
  char path[4096];
  int before = errno;
  int is_full = fault("enospc", 0) && below_folder(fd, path, sizeof path);
  errno = is_full ? ENOSPC : before;
  return is_full;
}

int fsync(int fd) { return synced(SYS_fsync, fd); }
int fdatasync(int fd) { return synced(SYS_fdatasync, fd); }

ssize_t write(int fd, const void *bytes, size_t size) {
  return full(fd) ? -1 : syscall(SYS_write, fd, bytes, size);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  return full(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, size, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  return pwrite64(fd, bytes, size, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return full(fd) ? -1 : syscall(SYS_writev, fd, parts, count);
}

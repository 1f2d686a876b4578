#include "process.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* include/linux/sched.h: forked but did not exec. */
#define PF_FORKNOEXEC 0x40

/* A fork that old is a server that never calls exec: its pages are in use. */
#define OLD_FORK_US 150000

static char text[8192];

static int open_proc(pid_t pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

static bool read_text(int fd) {
  ssize_t length = pread(fd, text, sizeof text - 1, 0);
  if (length <= 0) return false; /* ESRCH: gone, even if the pid is somebody else's now */
  text[length] = '\0';
  return true;
}

bool process_open(struct process *process, pid_t pid, long long now_us) {
  memset(process, 0, sizeof *process);
  process->pid = pid;
  process->first_seen_us = now_us;
  process->stat_fd = open_proc(pid, "stat");
  process->status_fd = open_proc(pid, "status");
  if (process->stat_fd >= 0 && process->status_fd >= 0) return true;
  process_close(process);
  return false;
}

void process_close(struct process *process) {
  if (process->stat_fd >= 0) close(process->stat_fd);
  if (process->status_fd >= 0) close(process->status_fd);
  process->stat_fd = process->status_fd = -1;
  process->pid = 0;
}

static bool forked_only(void) {
  /* pid (comm) state ppid pgrp session tty tpgid flags: comm may hold anything, also ')'. */
  char *after = strrchr(text, ')');
  unsigned long flags = 0;
  return after != NULL && sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %lu", &flags) == 1 &&
         (flags & PF_FORKNOEXEC) != 0;
}

static long field(const char *name) {
  char *line = strstr(text, name);
  return line == NULL ? 0 : strtol(line + strlen(name), NULL, 10);
}

static void identify_executable(struct process *process) {
  char path[64];
  struct stat exe;
  snprintf(path, sizeof path, "/proc/%d/exe", (int)process->pid);
  if (stat(path, &exe) == 0) {
    process->exe_dev = exe.st_dev;
    process->exe_ino = exe.st_ino;
  }
}

bool process_read(struct process *process, long long now_us) {
  if (!process->execed) {
    /* The flag first, the size after it: the other way round the size could be the parent's. */
    if (!read_text(process->stat_fd)) {
      process_close(process);
      return false;
    }
    process->execed = !forked_only() || now_us - process->first_seen_us > OLD_FORK_US;
  }
  if (!read_text(process->status_fd)) {
    process_close(process);
    return false;
  }
  process->hwm_before = process->hwm;
  process->rss = field("\nVmRSS:");
  process->hwm = field("\nVmHWM:");
  process->anon = field("\nRssAnon:");
  process->file = field("\nRssFile:");
  process->shmem = field("\nRssShmem:");
  if (process->hwm < process->hwm_before) {
    /* exec begins a new mark, and is another executable */
    process->hwm_before = 0;
    process->exe_ino = 0;
  }
  process->hwm_grew = process->hwm > process->hwm_before;
  if (process->execed && process->exe_ino == 0) identify_executable(process);
  return true;
}

bool process_counts(const struct process *process) { return process->execed; }

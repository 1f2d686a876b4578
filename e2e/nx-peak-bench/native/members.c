#include "members.h"
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char text[MAX_MEMBERS * 8];

static int read_pids(const char *file, pid_t *pids, int room) {
  /* Opened anew each time: a kept descriptor on a v1 cgroup.procs shows an old list. */
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  size_t length = 0;
  ssize_t got;
  while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
    length += (size_t)got;
  close(fd);
  text[length] = '\0';
  int count = 0;
  for (char *at = text; count < room;) {
    while (isspace((unsigned char)*at)) at++;
    if (*at == '\0') break;
    pids[count++] = (pid_t)strtol(at, &at, 10);
  }
  return count;
}

/* Children belong to the thread that forked them. */
static int children_of(pid_t pid, pid_t *pids, int room) {
  char path[300];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *threads = opendir(path);
  if (threads == NULL) return 0;
  int count = 0;
  for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, entry->d_name);
    count += read_pids(path, pids + count, room - count);
  }
  closedir(threads);
  return count;
}

int members_list(const char *procs_file, pid_t *pids) {
  if (procs_file != NULL) return read_pids(procs_file, pids, MAX_MEMBERS);
  int count = children_of(getpid(), pids, MAX_MEMBERS);
  for (int at = 0; at < count; at++)
    count += children_of(pids[at], pids + count, MAX_MEMBERS - count);
  return count;
}

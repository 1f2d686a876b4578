#include "group.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int version, total_fd = -1, stat_fd = -1, kernel_fd = -1, peak_fd = -1;
static char text[16384];

static int open_in(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

void group_open(const char *folder, int group_version) {
  if (folder == NULL) return;
  version = group_version;
  stat_fd = open_in(folder, "memory.stat");
  if (version == 1) {
    total_fd = open_in(folder, "memory.usage_in_bytes");
    peak_fd = open_in(folder, "memory.max_usage_in_bytes");
    kernel_fd = open_in(folder, "memory.kmem.usage_in_bytes");
  } else {
    total_fd = open_in(folder, "memory.current");
    peak_fd = open_in(folder, "memory.peak"); /* since Linux 5.19 */
  }
}

static int read_text(int fd) {
  if (fd < 0) return 0;
  ssize_t length = pread(fd, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = '\0';
  return 1;
}

static long number_of(int fd) { return read_text(fd) ? (long)(strtoll(text, NULL, 10) / 1024) : -1; }

/* kB of the line `name <bytes>`, 0 without such a line. */
static long stat_field(const char *name) {
  size_t length = strlen(name);
  for (char *line = text; line != NULL && *line != '\0';) {
    if (strncmp(line, name, length) == 0 && line[length] == ' ')
      return (long)(strtoll(line + length, NULL, 10) / 1024);
    line = strchr(line, '\n');
    if (line != NULL) line++;
  }
  return 0;
}

struct group_memory group_read(void) {
  struct group_memory memory = {number_of(total_fd), -1};
  long kernel = version == 1 ? number_of(kernel_fd) : 0;
  if (read_text(stat_fd)) {
    memory.non_cache = version == 1
      ? stat_field("rss") + stat_field("shmem") + (kernel > 0 ? kernel : 0)
      : stat_field("anon") + stat_field("shmem") + stat_field("kernel");
  }
  return memory;
}

long group_peak(void) { return number_of(peak_fd); }

#include "series.h"
#include <stdlib.h>

struct sample {
  long long at_us;
  long rss;
};
static struct sample *samples;
static int length, room;

void series_add(long long at_us, long rss) {
  if (length == room) {
    room = room == 0 ? 4096 : room * 2;
    samples = realloc(samples, (size_t)room * sizeof *samples);
    if (samples == NULL) abort();
  }
  samples[length++] = (struct sample){at_us, rss};
}

double series_above_half_ms(long peak) {
  long long us = 0;
  for (int i = 0; i + 1 < length; i++)
    if (samples[i].rss > peak / 2) us += samples[i + 1].at_us - samples[i].at_us;
  return (double)us / 1000;
}

static int ascending(const void *one, const void *other) {
  long long a = *(const long long *)one, b = *(const long long *)other;
  return (a > b) - (a < b);
}

static double gap_ms(int median) {
  if (length < 2) return 0;
  long long *gaps = malloc((size_t)(length - 1) * sizeof *gaps);
  if (gaps == NULL) abort();
  for (int i = 0; i + 1 < length; i++) gaps[i] = samples[i + 1].at_us - samples[i].at_us;
  qsort(gaps, (size_t)(length - 1), sizeof *gaps, ascending);
  double ms = (double)gaps[median ? (length - 1) / 2 : length - 2] / 1000;
  free(gaps);
  return ms;
}

double series_gap_median_ms(void) { return gap_ms(1); }
double series_gap_max_ms(void) { return gap_ms(0); }
int series_length(void) { return length; }

// The chart and the lanes below it share their edges.

/** Room for the labels of the size axis, in CSS pixels: the lanes begin where the plot does. */
export const AXIS_WIDTH = 64;

/** In CSS pixels. */
export const RIGHT_MARGIN = 16;

/** In CSS pixels. */
export const TIME_AXIS_HEIGHT = 30;

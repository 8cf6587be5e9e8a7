// Package diff compares two texts word by word (花脸稿): a Chinese character, a
// word of letters and a number are one piece each, so that what was changed shows
// as people changed it. It is pure; pages and prints draw what it gives.
package diff

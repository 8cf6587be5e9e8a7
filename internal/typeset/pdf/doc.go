// Package pdf writes pages as PDF 1.7 with what PDF/A-2u asks for: all fonts
// embedded as subsets, a complete ToUnicode for each, XMP metadata equal to the
// document information, an sRGB output intent, an identifier made from the content,
// and no transparency. The same pages give the same bytes; a date stands in them
// only if the caller gives one.
//
// Pages are written as they come, so that a register of ten thousand lines takes no
// more memory than its fonts.
package pdf

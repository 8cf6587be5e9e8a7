// Package pdf reads and renders PDF pages with PDFium (go-pdfium on wazero) in a
// child process of the same binary: it takes about 350 MB and four seconds to
// start, and a broken document must not take the server down. The child ends
// when it was idle for a minute. Nothing touches the disk.
package pdf

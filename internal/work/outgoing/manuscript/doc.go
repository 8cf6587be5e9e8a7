// Package manuscript (稿纸) is the plain text in which the body of an official
// document is written, kept and compared, and what is read from it:
//
//	为进一步加强……现就有关事项通知如下。      a paragraph a line
//	一、总体要求                              the four levels as they are typed
//	表：印章使用情况                          a caption before the rows of its table;
//	科室<tab>次数                             横表： sets it on landscape pages
//	〔图 01J…〕办公楼平面图                   a picture by the id of its file
//	附件：1. 名称                             what is sent along and not set here
//	附件1                                     an attachment: its title stands on the next
//	印章使用登记表                            line, its text follows
//
// 附件1（另行装订） is not bound in. In minutes, lines that begin with 出席：, 请假：,
// 列席： or 缺席： are the attendance. The editor in the browser (assets/src/editor.ts)
// reads and writes the same form, and so does a plain text field.
package manuscript

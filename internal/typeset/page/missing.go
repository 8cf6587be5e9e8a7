package page

import "guiju.cn/guiju/internal/errs"

// As makes a missing character an error that people may see, so that whoever
// prints need not translate it.
func (m *Missing) As(target any) bool {
	public, ok := target.(**errs.Error)
	if ok {
		*public = errs.Newf(errs.Invalid, "没有排版：%s；补充字体后再办", m.Error())
	}
	return ok
}

// Package proof is the checker beside the drafter who proofreads (1-03-4.1): order
// of numbers, brackets and quotation marks, dates, document numbers and organs that
// the bureau does not know, widths, doubled words, sums of tables, and the rules of
// writing to others (行文规则). It is pure: Check gives findings with their places,
// each with a reason and, where that is safe, what to put there instead. None of
// them refuses anything; what is left on purpose is recorded with why.
package proof

// Package desk reads what all specifications have in common: 督办台 (with whom
// everything is, for how long, until when), the evidence that each clause was
// kept in a period, and the inspection pack (迎检) made of it. It writes nothing.
package desk

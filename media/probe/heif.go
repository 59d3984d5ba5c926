package probe

func readHEIF(c *clip, v view) error { return ErrDamaged }
func readCR3(c *clip, v view) error  { return ErrDamaged }

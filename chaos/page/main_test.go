package page

import (
	"testing"

	"parley/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

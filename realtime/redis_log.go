package realtime

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// quiet takes what go-redis prints for every failed attempt. Whether the broker
// is up is a metric, and what was lost is counted.
type quiet struct{}

// Printf implements go-redis' logger.
func (quiet) Printf(ctx context.Context, format string, v ...any) {
	if slog.Default().Enabled(ctx, slog.LevelDebug) {
		slog.DebugContext(ctx, fmt.Sprintf(format, v...))
	}
}

// quieten is for the whole process: go-redis has one logger.
func quieten() { redis.SetLogger(quiet{}) }

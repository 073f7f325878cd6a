package migrations

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAFileIsReadStatementByStatement(t *testing.T) {
	var s script
	s.read(`-- +goose NO TRANSACTION
-- +goose Up

-- About the first; it ends here.
CREATE TABLE a (
    -- of a column;
    b TEXT NOT NULL DEFAULT ';' );
INSERT INTO a VALUES ('x'); 
-- +goose StatementBegin
CREATE FUNCTION f AS $$
BEGIN;
END;
$$;
-- +goose StatementEnd
DROP TABLE a
-- +goose Down
DROP TABLE b;`)
	want := []string{
		"CREATE TABLE a (\n    b TEXT NOT NULL DEFAULT ';' );\n",
		"INSERT INTO a VALUES ('x'); \n",
		"CREATE FUNCTION f AS $$\nBEGIN;\nEND;\n$$;\n",
		"DROP TABLE a\n",
	}
	if diff := cmp.Diff(want, s.statements); diff != "" || !s.apart {
		t.Errorf("apart: %v, %s", s.apart, diff)
	}
}

func TestScriptsAreRunInTheOrderOfTheirNumbers(t *testing.T) {
	all, err := scripts(dialectFS(false))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		if s.version != int64(i)+1 {
			t.Errorf("%s stands at place %d", s.name, i+1)
		}
		for _, statement := range s.statements {
			if strings.Contains(statement, "+goose") {
				t.Errorf("%s: a mark of goose is not understood:\n%s", s.name, statement)
			}
		}
	}
}

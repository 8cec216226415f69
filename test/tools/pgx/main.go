// Command pgx reads connection strings of PostgreSQL, a JSON list of them, with the parser that Go applications use, and
// prints what it got out of each.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/jackc/pgx/v5"
)

type parts struct {
	Host     string `json:"host"`
	Port     uint16 `json:"port"`
	User     string `json:"user"`
	Password string `json:"password"`
	Database string `json:"database"`
	// Encrypted: no connection without TLS is tried. Verified: the server's name and certificate are checked.
	Encrypted bool `json:"encrypted"`
	Verified  bool `json:"verified"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	all := make([]parts, 0, len(texts))
	for _, text := range texts {
		config, err := pgx.ParseConfig(text)
		if err != nil {
			log.Fatal(err)
		}
		tls := config.TLSConfig
		encrypted := tls != nil && len(config.Fallbacks) == 0
		all = append(all, parts{
			Host: config.Host, Port: config.Port, User: config.User, Password: config.Password, Database: config.Database,
			Encrypted: encrypted,
			Verified:  encrypted && !tls.InsecureSkipVerify && tls.ServerName == config.Host,
		})
	}
	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		log.Fatal(err)
	}
}

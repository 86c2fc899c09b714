// Verify checks a log exported in the C2SP tlog-tiles layout with the Go project's own transparency log code,
// golang.org/x/mod/sumdb/{note,tlog}, which shares no line with the ledger that wrote it.
//
//	verify <dir> <vkey>
//
// It opens <dir>/checkpoint with the verifier key, recomputes every tile from the entry bundles and compares it byte
// for byte, compares the root, and then, reading only the published tiles, makes and checks inclusion and
// consistency proofs for a spread of entries. It knows nothing of what an entry says.
//
// Exit status: 0 and one line on standard output if everything holds; 1 and the first reason on standard error
// if not; 2 if it was called wrongly.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The height of a tile: 2^8 = 256 hashes, fixed by C2SP.
const height = 8
const tileWidth = 1 << height

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: verify <dir> <vkey>")
		os.Exit(2)
	}
	tree, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
	fmt.Printf("ok: %d entries, root %s\n", tree.N, tree.Hash)
}

func verify(dir, vkey string) (tlog.Tree, error) {
	tree, err := openCheckpoint(dir, vkey)
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %w", err)
	}
	stored, err := hashEntries(dir, tree.N)
	if err != nil {
		return tree, err
	}
	if err := checkRoot(tree, stored); err != nil {
		return tree, err
	}
	if err := checkTiles(dir, tree.N, stored); err != nil {
		return tree, err
	}
	return tree, checkProofs(dir, tree, stored)
}

// openCheckpoint reads the signed checkpoint. Its origin must be the key's name.
func openCheckpoint(dir, vkey string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	msg, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("origin is not %q", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tree, fmt.Errorf("size %q", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, fmt.Errorf("root %q", lines[2])
	}
	tree.N = size
	copy(tree.Hash[:], root)
	return tree, nil
}

// memory is every hash of the log, in the order tlog stores them.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(m)) {
			return nil, fmt.Errorf("no stored hash %d", index)
		}
		hashes[i] = m[index]
	}
	return hashes, nil
}

// hashEntries reads the entry bundles and hashes what is in them.
func hashEntries(dir string, size int64) (memory, error) {
	var stored memory
	for first := int64(0); first < size; first += tileWidth {
		width := size - first
		if width > tileWidth {
			width = tileWidth
		}
		path := "tile/entries/" + piece(first/tileWidth, int(width))
		bundle, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return nil, err
		}
		for n := first; n < first+width; n++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("%s: ends within entry %d", path, n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			hashes, err := tlog.StoredHashes(n, bundle[2:end], stored)
			if err != nil {
				return nil, fmt.Errorf("%s: entry %d: %w", path, n, err)
			}
			stored, bundle = append(stored, hashes...), bundle[end:]
		}
		if len(bundle) != 0 {
			return nil, fmt.Errorf("%s: %d bytes after the last entry", path, len(bundle))
		}
	}
	return stored, nil
}

func checkRoot(tree tlog.Tree, stored memory) error {
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return err
	}
	if tree.N == 0 {
		// tlog says zeros here; RFC 6962 and C2SP say the hash of nothing.
		root = sha256.Sum256(nil)
	}
	if root != tree.Hash {
		return fmt.Errorf("checkpoint: root is %s, the entries give %s", tree.Hash, root)
	}
	return nil
}

// checkTiles compares every tile the log must publish with the one its entries give.
func checkTiles(dir string, size int64, stored memory) error {
	for _, tile := range tlog.NewTiles(height, 0, size) {
		// NewTiles also lists the narrower tiles of smaller logs.
		if int64(tile.W) != widthAt(tile, size) {
			continue
		}
		want, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		got, err := readTile(dir, tile)
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("%s: differs from what the entries give", tilePath(tile))
		}
	}
	return nil
}

func widthAt(tile tlog.Tile, size int64) int64 {
	width := size>>(height*uint(tile.L)) - tile.N<<height
	if width > tileWidth {
		width = tileWidth
	}
	return width
}

// checkProofs makes proofs from the published tiles alone and checks them.
func checkProofs(dir string, tree tlog.Tree, stored memory) error {
	published := tlog.TileHashReader(tree, tileFiles(dir))
	for _, n := range spread(tree.N) {
		leaf := stored[tlog.StoredHashIndex(0, n)]
		record, err := tlog.ProveRecord(tree.N, n, published)
		if err == nil {
			err = tlog.CheckRecord(record, tree.N, tree.Hash, n, leaf)
		}
		if err != nil {
			return fmt.Errorf("inclusion of entry %d: %w", n, err)
		}
		old, err := tlog.TreeHash(n+1, stored)
		if err != nil {
			return err
		}
		growth, err := tlog.ProveTree(tree.N, n+1, published)
		if err == nil {
			err = tlog.CheckTree(growth, tree.N, tree.Hash, n+1, old)
		}
		if err != nil {
			return fmt.Errorf("consistency with size %d: %w", n+1, err)
		}
	}
	return nil
}

// spread lists entries at both ends, around the edges of tiles, and at even steps between.
func spread(size int64) []int64 {
	all := []int64{0, 1, 254, 255, 256, 257, 65534, 65535, 65536, 65537, size - 2, size - 1}
	for n := int64(0); n < size; n += size/50 + 1 {
		all = append(all, n)
	}
	var within []int64
	for _, n := range all {
		if n >= 0 && n < size {
			within = append(within, n)
		}
	}
	return within
}

// tileFiles reads tiles from the exported folder for tlog.TileHashReader, which checks them against the root.
type tileFiles string

func (tileFiles) Height() int { return height }

func (dir tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = readTile(string(dir), tile); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

func readTile(dir string, tile tlog.Tile) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, tilePath(tile)))
	if err == nil && len(data) != tile.W*tlog.HashSize {
		err = errors.New(tilePath(tile) + ": wrong length")
	}
	return data, err
}

// tilePath is C2SP's path, which unlike tlog's does not name the height.
func tilePath(tile tlog.Tile) string {
	return fmt.Sprintf("tile/%d/%s", tile.L, piece(tile.N, tile.W))
}

func piece(n int64, width int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width < tileWidth {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

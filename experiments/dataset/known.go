package dataset

// Archive is a public data set as one compressed file.
type Archive struct {
	Name   string // of the set
	Title  string
	URL    string
	Bytes  int64             // of the archive
	SHA256 string            // of the archive
	Files  map[string]string // what is taken from it: file name to SHA-256
	Train  int               // images in the training files
	Test   int
	Cite   string
}

// CIFAR10 is the binary version of CIFAR-10. The page of its author publishes the
// MD5 c32a1d4ab5d03f1284b67883e8d87530; the SHA-256 are those that several
// independent projects pin for the same 170,052,171 bytes.
var CIFAR10 = Archive{
	Name:   "cifar10",
	Title:  "CIFAR-10, binary version: 60,000 images of 32x32 in 10 classes",
	URL:    "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
	Bytes:  170052171,
	SHA256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
	Files: map[string]string{
		"data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
		"data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
		"data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
		"data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
		"data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
		"test_batch.bin":   "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
	},
	Train: 50000, Test: 10000,
	Cite: "A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
}

// Archives lists what [Archive.Download] can fetch.
func Archives() []Archive { return []Archive{CIFAR10} }

// Elsewhere lists sets of the field that have to be had from their authors, and
// how this program reads them.
func Elsewhere() []string {
	return []string{
		"ImageNet-10, ImageNet-SCT (Wang et al. 2023): folders of the paper's ten classes; imagefolder=DIR@224",
		"Tiny-ImageNet, PACS, cue-conflict stimuli: one folder per class below train/ and val/, or only class folders; imagefolder=DIR_OR_ZIP",
		"CIFAR-10-C: not needed, freqlens corrupt makes the corruptions of any set",
	}
}

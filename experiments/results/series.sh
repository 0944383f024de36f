#!/bin/sh
# The runs behind README.md, one command a line, in the order in which they matter. All
# but the two of full-width ResNet-18 on CIFAR-10 take less than 90 minutes on two cores; interrupted, a
# command goes on where it was.
#
#   experiments/results/series.sh DATA            print the commands; DATA holds cifar10/,
#                                                 cifar10_ood_tin/tin_test.bin.gz, and
#                                                 tin10_64.zip, pacs_64.zip, cueconflict_64.zip
#   experiments/results/series.sh DATA | sh       run them one after the other
#
# All results are the same whatever the number of cores. Seeds are fresh: none was looked
# at when a setting was chosen.
set -eu
data=${1:?name the folder of the data}
results=experiments/results
study="./freqlens study"

synthetic() { # the paper's central experiment: preset, seed
	for band in 1 2 3 4; do
		echo "$study --random-masks 99 --model resnet18 --width 1 --bands $band --preset $1 --seed $2 --test-images 100 --dfm-mode verified --out runs/synthetic/$1-$2"
		echo "./freqlens radial runs/synthetic/$1-$2/Syn_B$band --step 4"
	done
}

cifar() { # name, model, width, recipe, seed, iterations of 128 images
	echo "$study --data cifar10=$data/cifar10 --model $2 --width $3 --preset cifar --augment $4 --seed $5 --iterations $6 --test-images 500 --dfm-images 100 --dfm-mode verified --out runs/cifar10/$1-$5"
	echo "./freqlens ood runs/cifar10/$1-$5/CIFAR-10 --data cifar10=$data/cifar10_ood_tin/tin_test.bin.gz --restrict --name tiny-imagenet"
	echo "./freqlens cueconflict runs/cifar10/$1-$5/CIFAR-10 --stimuli $data/cueconflict_64.zip --map experiments/ood/mappings/cueconflict-cifar10.json"
}

small() { # set, zip, seed: 64x64 pixels, few images
	echo "$study --data imagefolder=$data/$2@64 --model resnet20 --preset cifar --seed $3 --iterations 1500 --test-images 120 --dfm-images 100 --out runs/$1/resnet20-$3"
}

pacs() { # seed: photographs, with art, cartoons and sketches outside
	small pacs pacs_64.zip $1
	echo "./freqlens ood runs/pacs/resnet20-$1/images --data imagefolder=$data/pacs_64.zip@64 --styles ood_art_painting,ood_cartoon,ood_sketch --name renditions"
	echo "./freqlens cueconflict runs/pacs/resnet20-$1/images --stimuli $data/cueconflict_64.zip --map experiments/ood/mappings/cueconflict-pacs.json"
}

for seed in 11 12 13; do
	synthetic plain $seed
	synthetic paper $seed
done
for seed in 11 12 13; do
	cifar resnet20-standard resnet20 1 standard $seed 2640
	cifar resnet18half-standard resnet18 0.5 standard $seed 2640
done
for seed in 11 12 13; do
	small tin10 tin10_64.zip $seed
	pacs $seed
done
for recipe in none augmix autoaugment apr afa style; do
	for seed in 11 12 13; do
		cifar resnet20-$recipe resnet20 1 $recipe $seed 2640
	done
done
cifar vgg16-standard vgg16 1 standard 11 2640
cifar alexnet-standard "alexnet --lr 0.02" 1 standard 11 2640 # no batch norm: .2 is too much
cifar resnet18-standard "resnet18 --lr 0.1" 1 standard 11 6160 # 35 epochs: what it can, not a member of the series above
cifar resnet18-autoaugment "resnet18 --lr 0.1" 1 autoaugment 11 7040 # 40 epochs: the same with more augmentation

# What is committed: every run, with networks where they are small, and the comparisons.
echo "./freqlens keep runs/synthetic/*/Syn_B* --out $results/synthetic"
echo "./freqlens keep runs/cifar10/*/CIFAR-10 --out $results/cifar10"
echo "./freqlens keep --weights runs/cifar10/resnet20-*-11/CIFAR-10 runs/cifar10/resnet18half-standard-11/CIFAR-10 runs/cifar10/resnet18-standard-11/CIFAR-10 runs/cifar10/resnet20-standard-1[23]/CIFAR-10 --out $results/cifar10"
for set in tin10 pacs; do
	echo "./freqlens keep --weights runs/$set/*/images --out $results/$set"
done
for preset in plain paper; do
	for band in 1 2 3 4; do
		echo "./freqlens compare $results/synthetic/$preset-*-Syn_B$band --out $results/compare/$preset-Syn_B$band"
	done
done
echo "./freqlens compare --images 100 runs/cifar10/resnet20-standard-*/CIFAR-10 --out $results/compare/cifar10-seeds"
echo "./freqlens compare --one-per-model --images 100 runs/cifar10/*/CIFAR-10 --out $results/compare/cifar10"
for set in tin10 pacs; do
	echo "./freqlens compare runs/$set/*/images --out $results/compare/$set"
done

// Package augment turns the bytes of images into what a network is trained on:
// normalised planes, randomly changed as a recipe says.
//
// A recipe ([Preset]) is a base, which crops and flips, and changes that follow
// it, joined by plus signs: "none", "paper", "augmix" (which is
// "standard+augmix"), "paper+autoaugment", "none+lowpass=8". All work on bytes,
// as the published programs do, and give one view of each image; where the
// published method trains on several views at once, the view is drawn so that
// each is seen as often as there.
//
//	none         nothing
//	standard     shift by up to 4 pixels, filled with black, and flip: usual for CIFAR
//	resizedcrop  RandomResizedCrop (8 to 100 % of the area, sides 3:4 to 4:3) and
//	             flip: usual for ImageNet (Szegedy et al. 2015)
//	paper        Pad(4), flip, RandomResizedCrop, as the authors of the frequency
//	             shortcut paper train all their networks
//
//	autoaugment           the 25 sub-policies found for CIFAR-10 (Cubuk et al. 2019, table 7),
//	                      with torchvision's magnitudes; nearest neighbour, black filling
//	autoaugment-imagenet  those found for ImageNet (table 9)
//	augmix       Hendrycks et al. 2020, algorithm 1: three chains of one to three of nine
//	             operations at severity 3, mixed with Dirichlet(1) and Beta(1,1) weights;
//	             without the Jensen-Shannon loss, which needs three views
//	apr-s        Chen et al. 2021, amplitude-phase recombination of one image: one
//	             random operation, then in half of the cases the amplitudes of this
//	             and the phases of that of two differently changed copies
//	apr-p        the same for pairs: the image's phases with the amplitudes of another
//	             image of the set. The authors train on the image and on its pair,
//	             which is mixed in 60 % of the steps: here 30 % of the images are
//	apr          both
//	afa          Vaish et al. 2024, auxiliary Fourier augmentation: to every channel a plane
//	             wave of random frequency, direction and strength. The authors train on
//	             the image and, through batch-norm statistics of their own, on the wave
//	             image; here half of the images get a wave and all share one branch
//	style        stands in for Stylized-ImageNet, whose style transfer needs a trained
//	             network: see [Style]
//	lowpass=R    only frequencies of radius up to R (default a quarter of the image's side)
//	highpass=R   only the mean and frequencies of radius R and more (default an eighth)
//
// APR takes its amplitudes and phases from the three-dimensional transform over
// rows, columns and channels, as the authors' program does; results are rounded
// and clipped to bytes, where that program lets them wrap or leaves them
// unclipped.
//
// The operations are those of PIL, tested against it byte for byte. Whatever is
// random comes from a stream of its own for every image and epoch, so that the
// result does not depend on the order of the work or the number of threads.
package augment

import { BASELINES, METHODS, PRESETS, PROTOCOLS, RECIPES, VARIANTS } from '../bmdsrnet';

/** Steps of `--steps small`. */
export const SMALL_STEPS = 60;

const names = (of: object): string => Object.keys(of).join(', ');

export const USAGE = `The experiments of the paper.

usage: npm run experiment -- ablation [options]              Table 4 and Fig. 7
       npm run experiment -- compare [options]               Table 5, or Table 6 on LR-GOPRO; Figs. 8 to 10
       npm run experiment -- figures WEIGHTS... [options]    Figs. 7 to 10 of a test set
       npm run experiment -- figures WEIGHTS... IMAGE...     Figs. 11 to 13 of photographs, folders too
       npm run experiment -- restore WEIGHTS IMAGE...        any images and folders, at any size
       npm run experiment -- synthesise --data FOLDER        makes the samples of a data set once, on disk
WEIGHTS is a .safetensors file, which names its network.

Data (ablation, compare, figures, synthesise)
  --data procedural|FOLDER   drawn scenes (default), or what a folder holds: GOPRO_Large_all (Tables 4 and 5),
                             GOPRO_Large (LR-GOPRO, Table 6), lr/ and hr/, sharp images, folders of numbered frames,
                             what synthesise wrote; as train/ and test/, or the last quarter is held out, whole
                             sequences where there are several; a set for each scale may lie in x2/, x3/ and x4/
  --limit N                  at most N samples of each sequence, or of a set without sequences
  --stride N                 frames from one training window to the next (default 7; tests always take 7)
  --gamma G                  average frames in linear light, such as 2.2 (default 1, as the paper)
  --gaps refuse|split|ignore where a frame's number is missing (default refuse)
  --scenes 48 --held-out 24 --size 96
                             procedural: scenes to train on and to test on, side of the LR images

Training (ablation, compare)
  --preset NAME              ${names(PRESETS)} (default tiny)
  --recipe NAME              ${names(RECIPES)}; default practical, but paper for paper-table. With paper
                             the data side is the paper's: batch 4, patch 128, 400 epochs, unless given
  --steps small|N            of each training; small, the default of practical, is ${SMALL_STEPS}
  --epochs N                 the same in passes over the training set
  --batch 4 --patch 32       samples in a batch, side of the square LR patch
  --vgg19 FILE               perceptual term of Eq. 1 (scripts/convert-vgg19.py); weight 1 with paper, else 0.01
  --seeds 1,2,3              a training each; tables print mean and spread (default 1)
  --validate N               look at 16 test samples every N steps; only a curve, nothing is chosen by it
  --checkpoint-every N       steps from one checkpoint to the next (default 500)

Tables and figures
  --scales 2,3,4             (ablation, compare, synthesise)
  --variants LIST            of ${names(VARIANTS)} (ablation)
  --baselines LIST           rows above the variants, of ${BASELINES.join(', ')} (ablation; default all;
                             none for none)
  --methods LIST             of ${METHODS.join(', ')} (compare; default all)
  --results NAME=FOLDER      a row from another program's images of the test set (compare, figures; may be repeated):
                             matched by name, else in order; for several scales in x2/, x3/ and x4/ of FOLDER
  --protocol NAME            ${names(PROTOCOLS)} (default
                             paper; tables of conventions have all that are usual)
  --lpips FILE               an LPIPS column (scripts/convert-lpips.py)
  --figures N                samples drawn by ablation and compare (default 2)
  --samples 0,7,20           samples drawn by figures, counted from 0 (default three, evenly)
  --folder FOLDER            of ablation and compare; named again, it goes on where it was stopped, and refuses other
                             data or settings. Default a new folder in runs/

restore, figures, synthesise
  --out FOLDER               default restored, figures, synthesised
  --frames                   restore: the seven LR frames too
  --memory GIB               restore: memory of one pass; larger images are cut into tiles (default 2)

The paper's Tables 4, 5 and 6 with its own networks and recipe, of which each training is long:
  npm run experiment -- ablation --data GOPRO_Large_all --preset paper-2.9M --recipe paper --seeds 1,2,3
  npm run experiment -- compare --data GOPRO_Large_all --preset paper-2.9M --recipe paper
  npm run experiment -- compare --data GOPRO_Large --scales 4 --preset paper-2.9M --recipe paper`;

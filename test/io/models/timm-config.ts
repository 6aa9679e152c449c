/** The configuration of a model on the Hub, as timm writes it. */
export const timmConfig = {
  architecture: 'resnet18d',
  num_classes: 1000,
  num_features: 512,
  pretrained_cfg: {
    tag: 'ra2_in1k',
    custom_load: false,
    input_size: [3, 224, 224],
    test_input_size: [3, 288, 288],
    fixed_input_size: false,
    interpolation: 'bicubic',
    crop_pct: 0.875,
    crop_mode: 'center',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    num_classes: 1000,
    pool_size: [7, 7],
    first_conv: 'conv1.0',
    classifier: 'fc',
    license: 'apache-2.0',
  },
};

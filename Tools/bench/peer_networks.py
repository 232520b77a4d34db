"""The upstream networks that ours are compared with, by our names.

torchvision and timm define them; weights are random, in the state that training leaves them in:
where a fresh layer does nothing (batch norms, layer scales, position biases), a mistake in it
would not show.
"""

import sys

# Our name: (library, its name). ResNets have torchvision's names and are not listed; a name with a
# library behind a slash is another library's version of the same network.
UPSTREAM = {
    "swin-t": ("torchvision", "swin_t"),
    "swin-s": ("torchvision", "swin_s"),
    "swin-b": ("torchvision", "swin_b"),
    "swinv2-t": ("torchvision", "swin_v2_t"),
    "swinv2-s": ("torchvision", "swin_v2_s"),
    "swinv2-b": ("torchvision", "swin_v2_b"),
    "swinv2-t/timm": ("timm", "swinv2_tiny_window8_256"),
    "swinv2-s/timm": ("timm", "swinv2_small_window8_256"),
    "swinv2-b/timm": ("timm", "swinv2_base_window8_256"),
    "swin-s3-t": ("timm", "swin_s3_tiny_224"),
    "swin-s3-s": ("timm", "swin_s3_small_224"),
    "swin-s3-b": ("timm", "swin_s3_base_224"),
    "convnext-t": ("torchvision", "convnext_tiny"),
    "convnext-s": ("torchvision", "convnext_small"),
    "convnext-b": ("torchvision", "convnext_base"),
    "convnext-l": ("torchvision", "convnext_large"),
    "convnext-atto": ("timm", "convnext_atto"),
    "convnext-femto": ("timm", "convnext_femto"),
    "convnext-pico": ("timm", "convnext_pico"),
    "convnext-nano": ("timm", "convnext_nano"),
}

# Our name: the class in keras.applications.
KERAS = {
    "resnet50-keras": "ResNet50",
    "resnet101-keras": "ResNet101",
    "resnet152-keras": "ResNet152",
}


def torchvision_models():
    """torchvision's model definitions, also where its compiled operators do not load."""
    import torch
    try:
        import torchvision.models
    except RuntimeError:
        # Built for another build of torch. These networks need none of its operators, but the
        # import registers shape functions for these two, so they must have a signature.
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        torchvision_models.library = library
        import torchvision.models
    return torchvision.models


def untrained(backbone, size):
    """A network as its library makes it, for images of a size."""
    library, name = UPSTREAM.get(backbone, ("torchvision", backbone))
    models = torchvision_models()  # timm imports torchvision too.
    if library == "torchvision":
        return getattr(models, name)(weights=None)
    import timm
    # timm shrinks windows and fixes masks for one size of images.
    options = {"img_size": size} if name.startswith("swin") else {}
    return timm.create_model(name, pretrained=False, **options)


def network(backbone, size):
    """A seeded network with parameters and statistics as after training, in evaluation mode."""
    import torch
    torch.manual_seed(20240613)
    model = untrained(backbone, size)
    with torch.no_grad():
        if any(isinstance(module, torch.nn.BatchNorm2d) for module in model.modules()):
            settle_batch_norms(model)
        else:
            settle_layer_norms(model)
    return model.eval()


def settle_batch_norms(model):
    """Statistics are measured on random images and then moved a little.

    Those of a trained network differ from any batch's own. The last scale of each residual branch
    is small, as training leaves it: with large ones the network is chaotic and even PyTorch's two
    memory layouts differ by more than the tolerance.
    """
    import torch
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.normal_(0, 0.2)
    for block in model.modules():
        if hasattr(block, "downsample"):
            last = block.bn3 if hasattr(block, "bn3") else block.bn2
            last.weight *= 0.3
    model.train()(torch.randn(2, 3, 224, 224))
    for norm in norms:
        norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
        norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.8, 1.25)


def settle_layer_norms(model):
    """Layer scales, scales, biases and position biases of some size; sharper attention."""
    for name, parameter in model.named_parameters():
        if name.endswith(("gamma", "layer_scale")):
            parameter.uniform_(0.1, 0.5)
        elif name.endswith("relative_position_bias_table"):
            parameter.normal_(0, 1)
        elif name.endswith("logit_scale"):
            parameter.uniform_(1, 5)  # On both sides of where it is cut off, ln 100.
        elif name.endswith("qkv.weight"):
            parameter *= 3
        elif name.endswith("bias"):
            parameter.normal_(0, 0.1)
        elif parameter.dim() == 1:
            parameter.uniform_(0.5, 1.5)

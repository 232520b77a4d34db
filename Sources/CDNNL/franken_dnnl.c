#include "franken_dnnl.h"

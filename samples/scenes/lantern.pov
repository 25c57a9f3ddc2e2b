// The keeper's lantern, cut out: the glow fades into real transparency.
#include "common.inc"

camera {
  perspective location <0, 1.75, -7.2> right x * image_width / image_height up y
  look_at <0, 1.5, 0> angle 52
}
global_settings { max_trace_level 14 }

#declare Brass = texture {
  pigment {
    function { Fbm(x * 3, y * 3, z * 3) }
    color_map { [0.3 color srgb <0.58, 0.38, 0.16>] [0.6 color srgb <0.83, 0.62, 0.30>] [0.8 color srgb <0.90, 0.70, 0.38>] }
  }
  normal { granite 0.06 scale 0.6 }
  finish { ambient 0 diffuse 0.42 specular 0.9 roughness 0.025 metallic reflection { 0.10 metallic } }
}
#declare Dark = texture {
  pigment { color srgb <0.14, 0.11, 0.09> }
  finish { ambient 0 diffuse 0.5 specular 0.5 roughness 0.04 }
}
#declare Flame = <0, 1.36, 0>;

light_source { Flame rgb <1, 0.56, 0.20> * 1.9 fade_distance 1.1 fade_power 2 }
light_source { <-5, 6, -5> rgb <0.42, 0.52, 0.85> * 0.75 area_light x * 2, y * 2, 4, 4 adaptive 1 circular orient }
light_source { <4, 1.5, -6> rgb <0.9, 0.6, 0.35> * 0.28 shadowless }
light_source { <3, 4, 5> rgb <0.5, 0.62, 1> * 1.1 }

union {
  // font: the oil vessel
  lathe {
    cubic_spline 15,
    <0, -0.1> <0, 0> <0.72, 0.0> <0.80, 0.06> <0.76, 0.13> <0.70, 0.2> <0.72, 0.32> <0.70, 0.50>
    <0.55, 0.62> <0.42, 0.66> <0.40, 0.72> <0.46, 0.76> <0.44, 0.82> <0.30, 0.85> <0, 0.86>
    texture { Brass }
  }
  torus { 0.735, 0.028 translate 0.28 * y texture { Brass } }
  torus { 0.725, 0.02 translate 0.44 * y texture { Brass } }
  // filler cap and wick wheel
  cylinder { <0.5, 0.5, -0.28>, <0.56, 0.66, -0.31>, 0.11 texture { Brass } }
  cylinder { <0.3, 0.79, -0.2>, <0.62, 0.79, -0.42>, 0.022 texture { Brass } }
  cylinder { <0.6, 0.79, -0.405>, <0.64, 0.79, -0.435>, 0.085 texture { Brass } }
  // burner
  cone { 0.84 * y, 0.24, 1.0 * y, 0.13 texture { Brass } }
  // side tubes
  #for (Side, -1, 1, 2)
    sphere_sweep {
      b_spline 8,
      <Side * 0.3, 0.3, 0>, 0.055 <Side * 0.62, 0.34, 0>, 0.055 <Side * 0.92, 0.5, 0>, 0.055 <Side * 0.96, 0.95, 0>, 0.055
      <Side * 0.93, 1.6, 0>, 0.055 <Side * 0.80, 2.12, 0>, 0.055 <Side * 0.5, 2.32, 0>, 0.055 <Side * 0.15, 2.36, 0>, 0.055
      texture { Brass }
    }
  #end
  // guard wires
  #for (A, 45, 315, 90)
    sphere_sweep {
      b_spline 7,
      <0.40, 0.6, 0>, 0.017 <0.46, 0.80, 0>, 0.017 <0.62, 1.1, 0>, 0.017 <0.68, 1.4, 0>, 0.017 <0.58, 1.75, 0>, 0.017 <0.42, 2.0, 0>, 0.017 <0.36, 2.2, 0>, 0.017
      rotate A * y texture { Dark } no_shadow
    }
  #end
  torus { 0.645, 0.016 translate 1.4 * y texture { Dark } no_shadow }
  // chimney cap
  lathe {
    cubic_spline 12,
    <0.36, 1.9> <0.40, 1.96> <0.46, 2.02> <0.42, 2.1> <0.30, 2.16> <0.30, 2.3> <0.46, 2.36> <0.50, 2.42>
    <0.34, 2.56> <0.14, 2.66> <0, 2.68> <-0.1, 2.68>
    texture { Brass }
  }
  torus { 0.11, 0.024 rotate 90 * x translate 2.78 * y texture { Brass } }
  // bail handle
  sphere_sweep {
    b_spline 9,
    <-0.86, 1.6, 0>, 0.024 <-0.88, 1.9, 0>, 0.024 <-0.95, 2.25, -0.02>, 0.024 <-0.72, 2.85, -0.05>, 0.024 <0, 3.2, -0.07>, 0.024
    <0.72, 2.85, -0.05>, 0.024 <0.95, 2.25, -0.02>, 0.024 <0.88, 1.9, 0>, 0.024 <0.86, 1.6, 0>, 0.024
    texture { Dark }
  }
  cylinder { <-0.2, 3.045, -0.068>, <0.2, 3.045, -0.068>, 0.06 texture { pigment { color srgb <0.32, 0.18, 0.09> } finish { ambient 0 diffuse 0.7 specular 0.3 } } }
  rotate 18 * y
}

// glass globe: a thin shell, so that what lies behind stays where it is
lathe {
  cubic_spline 9,
  <0.30, 0.7> <0.36, 0.84> <0.50, 1.02> <0.585, 1.28> <0.585, 1.5> <0.48, 1.78> <0.37, 1.96> <0.34, 2.04> <0.32, 2.2>
  pigment { color rgbt <1, 0.97, 0.90, 0.93> }
  finish { ambient 0 diffuse 0.05 specular 1.2 roughness 0.004 reflection { 0.02, 0.25 fresnel off falloff 3 } }
  no_shadow
}

// flame and its glow, as light in the air
#macro Flame_(Wide, Tall, Low, Mid, Tip)
  lathe {
    cubic_spline 8,
    <0, -0.1> <0.02, 0> <0.62, 0.12> <1, 0.34> <0.62, 0.62> <0.2, 0.85> <0.01, 1> <-0.05, 1.05>
    pigment { gradient y color_map { [0 color Low] [0.35 color Mid] [1 color Tip] } }
    finish { ambient 0 diffuse 0 emission 1.5 } no_shadow
    scale <Wide, Tall, Wide> translate 0.99 * y
  }
#end
Flame_(0.150, 0.66, rgbt <0.5, 0.35, 0.6, 0.75>, rgbt <1, 0.62, 0.16, 0.45>, rgbt <1, 0.36, 0.05, 0.6>)
Flame_(0.105, 0.50, rgbt <0.9, 0.6, 0.4, 0.6>, rgbt <1, 0.84, 0.40, 0.2>, rgbt <1, 0.62, 0.16, 0.4>)
Flame_(0.062, 0.34, rgbt <1, 0.8, 0.6, 0.5>, rgb <1, 0.97, 0.80>, rgbt <1, 0.86, 0.45, 0.2>)
disc {
  <0, 0, 0>, z, 1 hollow
  pigment {
    function { pow(max(0, 1 - sqrt(x * x + y * y)), 2.6) }
    color_map {
      [0.00 color rgbt <1.0, 0.42, 0.10, 1>]
      [0.25 color rgbt <1.0, 0.48, 0.13, 0.82>]
      [0.60 color rgbt <1.0, 0.60, 0.22, 0.48>]
      [1.00 color rgbt <1.0, 0.78, 0.42, 0.25>]
    }
  }
  finish { ambient 0 diffuse 0 emission 1 } no_shadow
  scale 2.5 translate Flame + 0.25 * y + 0.3 * z
}

// Dawn: the boat that the light brought home, on an open sea.
#include "common.inc"

#declare Sun = vnormalize(<0.33, 0.045, 1>);

camera {
  perspective location <0, 2.6, -22> right x * image_width / image_height up y
  look_at <1.2, 5.6, 12> angle 52
}

Sky(
  rgb <0.86, 0.44, 0.28> * 0.85, rgb <0.34, 0.36, 0.50> * 0.75, rgb <0.08, 0.18, 0.38> * 0.75,
  Sun, rgb <1.1, 0.58, 0.27>, 26, rgb <8, 5.2, 2.6>,
  rgb <0.15, 0.155, 0.25>, rgb <1.1, 0.50, 0.32>, 0.56, 0.75, 2.1)

light_source { Sun * 900 + 60 * y rgb <2.3, 1.15, 0.55> }
light_source { <-300, 500, -300> rgb <0.24, 0.29, 0.40> shadowless }

// the swell near us is real; beyond it, a plane takes over
#declare Swell = function(x, y, z) {
  (0.42 * sin(z / 2.9 + 0.9 * sin(x / 7.3 + 1) + x / 9) + 0.75 * (Fbm(x / 7.5, 2, z / 4.2) - 0.48) + 0.16 * (Ridge(x / 1.9, 7, z / 1.1) - 0.5))
}
#declare Water = texture {
  pigment { color rgb <0.018, 0.055, 0.075> }
  normal { function { 0.6 * f_noise3d(x / 0.5, 3, z / 0.3) + 0.4 * f_noise3d(x / 0.2 + z, 9, z / 0.13) } 0.5 accuracy 0.01 }
  finish {
    ambient 0 emission 0.35 diffuse 0.4 specular 0.5 roughness 0.006
    reflection { 0.03, 0.95 fresnel on } conserve_energy
  }
}
height_field {
  function 900, 900 {
    min(1, max(0, 0.5 + 0.5 * Swell(-70 + x * 140, 0, 74 - y * 90)
      * (1 - Smooth(74 - y * 90, 30, 72)) * (1 - Smooth(abs(-70 + x * 140), 50, 68)) / 1.2))
  }
  smooth translate <0, -0.5, 0> scale <140, 2.4, 90> translate <-70, 0, -16>
  texture { Water } interior { ior 1.33 }
}
difference {
  plane { y, 0 }
  box { <-69.5, -5, -15.5>, <69.5, 5, 73.5> }
  texture {
    pigment { color rgb <0.018, 0.055, 0.075> }
    normal {
      function {
        (0.5 * f_noise3d(x / 4.5, 3, z / 2.2) + 0.3 * f_noise3d(x / 1.5, 5, z / 0.8) + 0.2 * f_noise3d(x / 0.6, 7, z / 0.3))
        / (1 + sqrt(x * x + z * z) / 60)
      } 1.1 accuracy 0.02
    }
    finish { ambient 0 emission 0.35 diffuse 0.4 specular 0.5 roughness 0.01 reflection { 0.03, 0.95 fresnel on } conserve_energy }
  }
  interior { ior 1.33 }
}
fog { fog_type 2 distance 900 color rgb <0.70, 0.38, 0.26> fog_offset 0 fog_alt 6 }

// the coast far off, its light still burning
#declare Coast = function(x, y, z) { (85 * Fbm(x / 170, 4, z / 200) * Smooth(160 - x, 120, 620) + 30 * Smooth(160 - x, 10, 120) * Fbm(x / 60, 6, z / 90)) * Smooth(z, 1090, 1150) }
Land(Coast, -1400, 1080, 200, 1260, 110, 500, texture { pigment { color rgb <0.27, 0.185, 0.205> } finish { ambient 0 diffuse 0.1 emission 0.9 } })
object { Lighthouse(rgb <1, 0.9, 0.7>, 3, rgb <1, 0.7, 0.3>) scale 1.5 translate <66, 11, 1120> }

// the boat
#declare Tar = Planks(rgb <0.02, 0.05, 0.07>, rgb <0.05, 0.115, 0.15>)
#declare Oak = Planks(rgb <0.10, 0.055, 0.025>, rgb <0.28, 0.16, 0.08>)
#declare Paint = Planks(rgb <0.40, 0.36, 0.30>, rgb <0.66, 0.60, 0.50>)
#declare Canvas = texture {
  pigment {
    gradient y scale 0.8
    pigment_map {
      [0 color srgb <0.30, 0.12, 0.08>]
      [0.035 function { Fbm(x * 0.9, y * 0.35, z) } color_map { [0.3 color srgb <0.40, 0.20, 0.14>] [0.7 color srgb <0.60, 0.34, 0.23>] } scale 1.25]
      [0.965 function { Fbm(x * 0.9, y * 0.35, z) } color_map { [0.3 color srgb <0.40, 0.20, 0.14>] [0.7 color srgb <0.60, 0.34, 0.23>] } scale 1.25]
      [1 color srgb <0.30, 0.12, 0.08>]
    }
    rotate -6 * z
  }
  normal { wrinkles 0.35 scale <0.8, 2.5, 0.8> }
  finish { ambient 0 diffuse 0.5, 0.30 }
}
#declare Rope = texture { pigment { color rgb 0.05 } finish { ambient 0 diffuse 0.5 } }
union {
  object { Rowboat(7.6, 2.6, 1.35, Tar, Oak, Paint) }
  box { <0.2, 1.0, -0.8>, <2.2, 1.72, 0.8> texture { Paint } }
  box { <0.1, 1.7, -0.9>, <2.3, 1.78, 0.9> texture { Oak } }
  cone { <0.85, 0.4, 0>, 0.10, <0.55, 10.4, 0>, 0.045 texture { Oak } }
  cylinder { <0.8, 2.35, 0>, <-3.7, 2.6, 0.9>, 0.06 texture { Oak } }
  cylinder { <0.6, 7.6, 0>, <-2.3, 10.6, 0.7>, 0.045 texture { Oak } }
  object { Sail(<0.75, 2.45, 0>, <-3.65, 2.68, 0.9>, <0.6, 7.7, 0>, <0.1, 0, 0.75>) texture { Canvas } }
  object { Sail(<-3.65, 2.68, 0.9>, <-2.3, 10.5, 0.7>, <0.58, 7.7, 0>, <0.05, 0, 0.45>) texture { Canvas } }
  object { Sail(<4.9, 1.75, 0>, <1.3, 2.2, 0.55>, <0.62, 8.6, 0>, <0.1, 0, 0.55>) texture { Canvas } }
  cylinder { <3.6, 1.75, 0>, <5.1, 1.85, 0>, 0.07 texture { Oak } }
  cylinder { <5.0, 1.8, 0>, <0.55, 10.0, 0>, 0.013 texture { Rope } }
  cylinder { <0.56, 9.6, 0>, <0.2, 1.4, 1.25>, 0.013 texture { Rope } }
  cylinder { <0.56, 9.6, 0>, <0.2, 1.4, -1.25>, 0.013 texture { Rope } }
  // the helmsman, and the lantern at the stern
  union {
    sphere_sweep { b_spline 5, <0, -0.4, 0>, 0.24 <0, 0, 0>, 0.26 <0.06, 0.5, 0>, 0.25 <0.04, 0.8, 0>, 0.14 <0.04, 0.9, 0>, 0.1 }
    sphere { <0.06, 1.06, 0>, 0.15 } cone { <0.06, 1.12, 0>, 0.24, <0.02, 1.32, 0>, 0.06 }
    sphere_sweep { linear_spline 3, <0.05, 0.55, 0.2>, 0.09 <0.0, 0.25, 0.38>, 0.08 <-0.42, 0.12, 0.3>, 0.06 }
    translate <-2.35, 1.15, 0.1> pigment { color rgb <0.05, 0.05, 0.065> } finish { ambient 0 diffuse 0.7 }
  }
  cylinder { <-3.7, 1.5, 0>, <-3.7, 2.75, 0>, 0.03 texture { Rope } }
  cylinder { <-3.7, 2.75, 0>, <-3.7, 3.0, 0>, 0.085 Glowing(rgb <1, 0.62, 0.25>, 2) no_shadow }
  translate -0.46 * y
  rotate <6, 0, 3.5> rotate 198 * y translate <-4.4, 0.1, 4.6>
}

// gulls over the wake
#macro Gull(At, S, Turn, Flap)
  union {
    #for (Side, -1, 1, 2)
      sphere_sweep { b_spline 5, <0, 0, 0>, 0.05 <Side * 0.02, 0, 0>, 0.06 <Side * 0.35, Flap, 0>, 0.05 <Side * 0.75, Flap * 0.7, -0.1>, 0.03 <Side * 1.1, Flap * 0.2, -0.2>, 0.008 }
    #end
    sphere { 0, 0.09 scale <1, 0.9, 3> }
    pigment { color rgb <0.12, 0.11, 0.13> } finish { ambient 0 diffuse 0.6 }
    rotate Turn * y scale S translate At
  }
#end
Gull(<3.2, 8.4, 12>, 1, 35, 0.30)
Gull(<5.6, 9.6, 17>, 1, 20, 0.14)
Gull(<2.4, 10.4, 22>, 1, 60, 0.36)
Gull(<8.0, 7.2, 24>, 1, -30, 0.24)
Gull(<10.4, 8.4, 30>, 1, 10, 0.32)

// The blue hour: the lighthouse on its cliff, the lamp just lit.
#include "common.inc"

#declare Sun = vnormalize(<-0.62, 0.03, 1>);

camera {
  perspective location <-52, 5.5, -66> right x * image_width / image_height up y
  look_at <-8, 20.5, 20> angle 50
}

Sky(
  rgb <0.80, 0.38, 0.24> * 0.55, rgb <0.11, 0.15, 0.31> * 0.6, rgb <0.012, 0.04, 0.14> * 0.7,
  Sun, rgb <1.15, 0.52, 0.26> * 0.8, 9, rgb <1.3, 0.7, 0.4>,
  rgb <0.035, 0.05, 0.115>, rgb <0.55, 0.20, 0.17>, 0.44, 0.55, 9.4)

light_source { vnormalize(<-0.62, 0.16, 0.55>) * 900 rgb <1.25, 0.55, 0.30> }
light_source { <-300, 500, -400> rgb <0.13, 0.19, 0.36> shadowless }

Sea(rgb <0.015, 0.03, 0.055>, 0.8, 1.4, -52, -66)
fog { fog_type 2 distance 600 color rgb <0.25, 0.18, 0.25> fog_offset 0 fog_alt 5 }

// far shore
#declare Far = function(x, y, z) { 90 * Fbm(x / 260 + 3.3, 1, z / 300) * Smooth(z, 900, 1000) * Smooth(abs(x + 100), 60, 700) }
Land(Far, -1600, 880, 1600, 1050, 130, 400, texture { pigment { color rgb <0.17, 0.115, 0.15> } finish { ambient 0 diffuse 0.1 emission 0.9 } })

// the cliff: a plateau with a broken edge, cut by gullies
#declare Rim = function(x, z) { x + 17 * (Fbm(x / 22, 4, z / 18) - 0.48) + 8 * (Fbm(x / 6, 8, z / 5) - 0.48) + 0.16 * (z - 12) }
#declare Cliff = function(x, y, z) {
  17 * Smooth(Rim(x, z), -9, 2) * Smooth(z + 10 * Fbm(x / 14, 2, z / 14), -18, 2) * (0.80 + 0.4 * Fbm(x / 30, 7, z / 30))
  + 3.2 * Smooth(Rim(x, z), -24, -6) * Smooth(z, -34, -12) * Ridge(x / 6, 1, z / 6)
  + 1.1 * (Ridge(x / 3.1, 4, z / 3.1) - 0.4) * Smooth(Rim(x, z), -26, -8) * Smooth(z, -40, -22)
}
#declare Rock = texture {
  pigment {
    function { Fbm(x / 2.2, y * 1.1, z / 2.2) }
    color_map { [0.25 color srgb <0.20, 0.17, 0.17>] [0.48 color srgb <0.38, 0.33, 0.30>] [0.72 color srgb <0.54, 0.48, 0.43>] }
  }
  normal { function { Ridge(x / 1.6, y / 0.8, z / 1.6) } 1.1 accuracy 0.02 }
  finish { ambient 0 diffuse 0.8 }
}
#declare Grass = texture {
  pigment {
    function { Fbm(x / 0.7, y, z / 0.7) }
    color_map { [0.3 color srgb <0.18, 0.20, 0.12>] [0.7 color srgb <0.36, 0.36, 0.20>] }
  }
  normal { function { Fbm(x * 3.5, y, z * 3.5) } 0.8 }
  finish { ambient 0 diffuse 0.8 }
}
height_field {
  function 900, 900 { min(1, max(0, Cliff(-60 + x * 140, 0, 95 - y * 140) / 26)) }
  smooth scale <140, 26, 140> translate <-60, -0.3, -45>
  texture {
    slope { y 0.55, 0.9 }
    texture_map { [0 Rock] [0.45 Rock] [0.62 Grass] [1 Grass] }
  }
}

// surf where the rock meets the sea
plane {
  y, 0.06
  texture {
    pigment {
      function {
        Smooth(Cliff(x, 0, z) + 1.2 * (Fbm(x / 2.5, 6, z / 1.6) - 0.5), 0.02, 0.5)
        * Smooth(Fbm(x * 1.6, 2, z * 2.2), 0.36, 0.56)
      }
      color_map { [0 color rgbt <0.8, 0.85, 0.95, 1>] [1 color rgbt <0.8, 0.85, 0.95, 0.25>] }
    }
    finish { ambient 0 diffuse 0.9 }
  }
  clipped_by { box { <-50, 0, -45>, <40, 1, 60> } }
  no_shadow
}

// sea stacks and skerries in front
#macro Skerry(X, Z, S, T)
  isosurface {
    function { sqrt(pow(x, 2) + pow(y * 0.75, 2) + pow(z, 2)) - 1 + 0.55 * (1 - Ridge(x * 1.1 + T, y * 0.7, z * 1.1)) + 0.12 * (1 - Ridge(x * 5, y * 4 + T, z * 5)) }
    contained_by { box { <-1.3, -0.2, -1.3>, <1.3, 1.6, 1.3> } }
    max_gradient 3 accuracy 0.01
    scale S translate <X, -0.3, Z> texture { Rock }
  }
#end
Skerry(-31, -17, <3.8, 2.6, 3.4>, 3)
Skerry(-24, -24, <2.4, 1.3, 2.2>, 9)
Skerry(-38, 4, <5, 6.5, 4.5>, 5)
Skerry(-9.5, -30, <3.4, 1.6, 2.4>, 12)

#declare Foot = <9, 14.6, 14>;
object { Lighthouse(rgb <1, 0.86, 0.58>, 3.2, rgb <1.2, 0.62, 0.22>) translate Foot }
object { Cottage(8.5, 5.4, 3.2, srgb <0.75, 0.72, 0.66>, srgb <0.30, 0.20, 0.18>, rgb <1.35, 0.66, 0.2>, 5) rotate 38 * y translate <-1, Cliff(-1, 0, 34) - 0.4, 34> }
light_source { Foot + LampHeight * y rgb <1, 0.8, 0.5> * 2.2 fade_distance 9 fade_power 2 shadowless }
light_source { <-4.2, Cliff(-1, 0, 34) + 1.6, 29.6> rgb <1, 0.55, 0.2> * 1.6 fade_distance 2 fade_power 2 }
object { Beam(rgb <1, 0.80, 0.48>, 0.30, 150, 0.06) rotate <0, 0, 2> rotate 196 * y translate Foot + LampHeight * y }
object { Beam(rgb <1, 0.80, 0.48>, 0.25, 150, 0.06) rotate <0, 0, 2> rotate 16 * y translate Foot + LampHeight * y }

// gulls
#macro Gull(At, S, Turn, Flap)
  union {
    #for (Side, -1, 1, 2)
      sphere_sweep { b_spline 5, <0, 0, 0>, 0.05 <Side * 0.02, 0, 0>, 0.06 <Side * 0.35, Flap, 0>, 0.05 <Side * 0.75, Flap * 0.7, -0.1>, 0.03 <Side * 1.1, Flap * 0.2, -0.2>, 0.008 }
    #end
    sphere { 0, 0.09 scale <1, 0.9, 3> }
    pigment { color rgb 0.06 } finish { ambient 0 diffuse 0.5 }
    rotate Turn * y scale S translate At
  }
#end
Gull(<-12, 24, 4>, 1.1, 30, 0.28)
Gull(<-15.5, 26, 9>, 1.1, 50, 0.16)
Gull(<-7, 29, 14>, 1.1, 10, 0.34)
